// The fold of a log: each subject's events to the rows of the tables, as
// `timeline.projections.fold` makes histories of them; what is not plain is left to Python.
#pragma once

#include <functional>
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

// Folds one subject after the other. What is plain becomes rows; at anything else it throws.
class Folder {
  public:
    // `organization` gives the events about an organization by its name.
    Folder(Store& store, std::function<std::vector<Entry>(Text)> organization)
        : store_(store),
          organization_(std::move(organization)),
          unknown_(store.texts.add(UNKNOWN)),
          is_told_(0) {}

    void tell_dead(Text person) { is_told_.put(person, 1); }
    void fold(What what, Text name, const std::vector<Entry>& entries, Rows& rows);

  private:
    void fold_post(Text post, const std::vector<Standing>& standing, Rows& rows);
    const Home& home_of(Text organization);
    int seats_of(const Profile& profile, bool ends) const;
    std::vector<Absence> absences_of(const Profile& profile,
                                     const std::vector<const Standing*>& ends, int begins) const;

    Store& store_;
    std::function<std::vector<Entry>(Text)> organization_;
    const Text unknown_;
    ByText<uint8_t> is_told_;  // of whom something says that they died
    std::unordered_map<Text, Home> homes_;
};

// The fold of a first load, whose facts must be there.
class Folding {
  public:
    Folding(Loading& loading, std::string recorded);

    // The rows of so many subjects more, and the subjects that Python has to fold, as a pair; None
    // where there are no more.
    Ref some(size_t count);

  private:
    struct Subject {
        What what;
        Text name;
        std::vector<int> positions;
    };

    std::vector<Entry> entries_of(const Subject& subject) const;

    Loading& loading_;
    const std::string recorded_;
    std::vector<Subject> subjects_;
    ByText<int> organizations_;  // the place of each among the subjects, and one more
    Folder folder_;
    size_t next_ = 0;
};

}  // namespace core
