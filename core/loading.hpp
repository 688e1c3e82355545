// The first load of a log: many events that go into an empty one, taken as `timeline.events.intake`
// and `timeline.events.batch` take them, in the same order and with the same ids, as long as there
// is nothing to be said about any of them.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "facts.hpp"
#include "sha256.hpp"

namespace core {

// An event of the log, by its position, from 1 on.
struct Known {
    Id id;
    KindName kind;
    What what;
    Text subject;
    Text person;
};

// An event that was read and is not in the log yet.
struct Draft {
    Ref source;  // the line or the object
    const Kind* kind = nullptr;
    Id id{};
    Text key = NONE;
    Text subject = NONE;
    What what = PERSON_WHAT;
    bool refers = false;         // to other events, so that it is read once more
    std::vector<Text> wanted;    // those, as they are called
    std::string text;            // canonical, unless it refers
    Fact fact;
};

// The positions of events by their ids.
class Ids {
  public:
    Ids() : slots_(1 << 12, 0) {}
    int find(const Id& id, const std::vector<Known>& events) const;
    void add(int position, const std::vector<Known>& events);

  private:
    size_t slot_of(const Id& id, const std::vector<Known>& events) const;
    std::vector<uint32_t> slots_;
};

class Loading {
  public:
    static constexpr size_t KEPT = 200'000;  // of so many events the facts are kept, to be folded

    // `part` is how many events are held at once: `Intake.PART`, but in tests.
    Loading(PyObject* table, Ref parse_date, size_t part);

    // Take events, as lines or objects, and give the rows of those that can go into the log now.
    Ref take(PyObject* items);
    // Give the rows of all that is left. Nobody is named whom nothing introduces.
    Ref finish();
    // What is known once the log is held: when its events are recorded, and what makes salts.
    void begin(Ref moment, Ref random);

    int count() const { return static_cast<int>(events_.size()); }

    Kinds kinds;
    Store store;
    std::vector<Known> events_;
    std::vector<Fact> facts_;  // of each event; empty once there are too many to keep

  private:
    using Drafts = std::vector<Draft>;

    Draft read(PyObject* item);
    void read_again(const Draft& draft);
    Id id_of_fact();
    void note_names(const Said& said);

    void put_ready(Drafts& part, bool repairs);
    void put(Drafts& drafts);
    void follow(Drafts& drafts, std::vector<Draft*>& order);
    void enter(Draft& draft);
    void refer(Draft& draft);
    void check_target(const Draft& draft, const Known& target, int position);
    void resolve_others(Said& said);
    void check_appointment(const Said& said, int position) const;
    void add_row(Draft& draft, const uint8_t* salt, int position);

    int find(Text reference) const;
    const Known& event(int position) const { return events_.at(static_cast<size_t>(position) - 1); }
    void have_id(Said& said, Field field, int position);

    Said said_;
    size_t most_;  // of a part
    Drafts part_;
    std::vector<Ref> waiting_;
    size_t waiting_facts_ = 0;
    bool is_whole_ = true;  // whether all of it is one part
    Ids ids_;
    ByText<int> by_key_;
    ByText<uint8_t> introduced_, named_;  // bits by What
    std::vector<std::pair<Text, What>> named_list_;
    std::unordered_set<int> corrected_;
    Ref rows_, moment_, random_;
    Digest head_{};
    std::string fact_text_;
};

}  // namespace core
