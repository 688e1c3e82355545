// The fold of what is stored: rows of the log, subject after subject, as
// `timeline.events.recorded.bare_by_subject` reads them.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "folding.hpp"

namespace core {

class Stored {
  public:
    // `told` are the people of whom something says that they died, or are another.
    Stored(PyObject* table, Ref parse_date, PyObject* told);

    // Take in what is about organizations, which the posts behind it rest on.
    void know(PyObject* rows);

    // The rows of the tables about some subjects, each with all its events, and the subjects that
    // Python has to fold, as a pair.
    Ref fold(PyObject* rows);

  private:
    struct About {
        std::string subject;
        What what = PERSON_WHAT;
        Text name = NONE;
        bool is_plain = true;
        std::deque<Fact> facts;
        std::deque<std::string> moments;
        std::vector<Entry> entries;
    };

    template <class Each>
    void each_subject(PyObject* rows, Each each);
    void begin(About& about, std::string_view subject);
    void take(About& about, PyObject* row);
    void link(Fact& fact, const About& about) const;

    Kinds kinds_;
    Store store_;
    Folder folder_;
    Said said_;
    std::unordered_map<Text, std::unique_ptr<About>> organizations_;
    bool is_sure_ = true;  // whether all that posts rest on is plain
};

}  // namespace core
