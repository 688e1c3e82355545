// The direct way: the tenures of a post whose dates leave no order open, in one pass, as
// `timeline.projections.fold.direct` and `chain` say. A departure of a day that nobody knows, and a
// death, are Python's.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "standing.hpp"

namespace core {

enum class How : uint8_t { not_ended, departed, succeeded, abolished, dissolved };

struct Stint {
    std::vector<const Standing*> appointments;  // the first one, and the renewals
    std::vector<const Standing*> behind;
    const Standing* by = nullptr;  // what ended it
    int end = NOT_SAID;            // the number of the date of the first day out
    How how = How::not_ended;
    int seen = 0;                  // the ordinal of the day on which it is last seen
};

// One day of a chain, uncertain or known, on which tenures begin and end.
struct Link {
    int lo;
    int hi;
    std::vector<Stint*> starts;
    std::vector<Stint*> ends;
};

class Direct {
  public:
    Direct(const Dates& dates, const Texts& texts, Text unknown, int seats)
        : dates_(dates), texts_(texts), unknown_(unknown), seats_(seats) {}

    // Whether the way leads through. `begins` is the number of a date, and `end` what ends the post.
    bool pass(const std::vector<const Standing*>& roles, int begins, const Standing* end);

    std::deque<Stint> stints;
    std::vector<Link> chain;
    bool is_known = true;  // whether all days are, so that no chain is asked for

  private:
    struct Day {
        int lo, hi, rank;
        const Standing* standing;
    };
    struct Going {
        Stint* stint;
        int owner;
        int last;
        bool is_permanent;
    };
    struct Left {
        int owner;
        int day;
        Going* going;
    };

    bool sort_out(const std::vector<const Standing*>& roles);
    bool are_in_order() const;
    bool take(const Day& day);
    bool leave(const Day& day);
    bool end(const Standing& standing);
    bool make_room(const Day& day, int owner);
    bool push_out(const Day& day, int owner);
    bool replace(const Day& day, int owner);
    bool begin(const Day& day, int owner);
    bool go_again(int day, Going& going);
    void close(Going& held, const Standing& by, How how);
    Going* resumed(const Day& day, int owner);
    Going* held_by(int owner) const;
    int owner_of(const Standing& standing);
    Link& link(const Date& date);
    bool is_of(const Stint& stint, Text reference) const;
    const Date& date_of(const Standing& each) const { return dates_[each.fact->effective]; }

    const Dates& dates_;
    const Texts& texts_;
    const Text unknown_;
    const int seats_;
    std::vector<Day> days_;
    std::deque<Going> made_;
    std::vector<Going*> going_;
    std::vector<Left> left_;
    std::vector<std::pair<int, int>> gone_;  // who came and went, and on which day
    const Standing* waiting_ = nullptr;      // who leaves on the day of coming
    int waiting_owner_ = 0, waiting_day_ = 0;
    int permanent_ = 0;
    int nameless_ = 0;
};

}  // namespace core
