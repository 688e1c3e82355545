// The fold of a log: each subject's events to the rows of the tables, as
// `timeline.projections.fold` makes histories of them; what is not plain is left to Python.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "loading.hpp"
#include "rows.hpp"

namespace core {

// What a post's history takes from its organization.
struct Home {
    std::vector<Entry> entries;
    std::vector<Standing> standing;
    int founded = NOT_SAID;
    std::vector<const Standing*> ends;
};

class Folding {
  public:
    // Of all events of a first load, whose facts must be there.
    Folding(Loading& loading, std::string recorded);

    // The rows of so many subjects more, and the subjects that Python has to fold, as a pair; none
    // where there are no more.
    Ref some(size_t count);

  private:
    struct Subject {
        What what;
        Text name;
        std::vector<int> positions;
    };

    std::vector<Entry> entries_of(const Subject& subject) const;
    void fold(const Subject& subject, Rows& rows);
    void fold_post(Text post, const std::vector<Standing>& standing, Rows& rows);
    const Home& home_of(Text organization);
    int seats_of(const Profile& profile, bool ends) const;
    std::vector<Absence> absences_of(const Profile& profile,
                                     const std::vector<const Standing*>& ends, int begins) const;

    Loading& loading_;
    Store& store_;
    const std::string recorded_;
    const Text unknown_;
    std::vector<Subject> subjects_;
    ByText<int> organizations_;  // the place of each among the subjects, and one more
    ByText<uint8_t> is_told_;    // of whom something says that they died
    std::unordered_map<Text, Home> homes_;
    size_t next_ = 0;
};

}  // namespace core
