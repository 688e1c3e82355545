// The rows of the tables about one subject, as `timeline.tables.rows` and `columns` make them.
#pragma once

#include <string>
#include <vector>

#include "direct.hpp"

namespace core {

// The version of the tables and of the rules that fill them which stands here: `VERSION` of
// timeline.tables.schema. Python folds by itself where that is another.
constexpr int TABLES_VERSION = 8;

// What an introduction says from a date on.
struct Patch {
    int effective = NOT_SAID;
    int names = NOT_SAID;
    Text parent = NONE;
    int seats = NOT_SAID;
    Text identifiers = NONE;
};

// A person, an organization or a post, as introduced: the earliest patch first.
struct Profile {
    Text ident = NONE;
    std::vector<Patch> patches;
    int position = 0;

    Text parent() const;
    int seats() const;
};

// The profile that the introductions among what stands make; without patches where there is none.
Profile profile_of(KindName kind, Text ident, const std::vector<Standing>& standing,
                   const Dates& dates);

// When a post did not exist: from one date to another, and the position of what says so, or 0.
struct Absence {
    int start;
    int end;
    int by;
};

struct Post {
    Profile profile;
    std::vector<Absence> absences;
};

// Lists of rows, one for each table.
class Rows {
  public:
    explicit Rows(Store& store);

    void add_profile(What what, const Profile& profile);
    void add_milestone(const Standing& standing);
    void add_post(const Post& post, const Direct& way);
    Ref tables();  // a dictionary of the lists, by table

  private:
    struct Tenure {
        const Stint* stint;
        const Fact* first;
        int start;
    };

    std::vector<Tenure> in_order(const Direct& way) const;
    Ref tenure_row(Text post, Text home, int number, const Stint& stint);
    std::string record_of(const Post& post, const Direct& way, const std::vector<Tenure>& tenures);
    void write_patches(std::string& into, const Profile& profile) const;
    void write_absences(std::string& into, const Post& post) const;
    void write_chain(std::string& into, const Direct& way, const std::vector<Tenure>& tenures) const;
    void write_held(std::string& into, const Direct& way, const std::vector<Tenure>& tenures) const;
    void write_day(std::string& into, int date) const;
    std::vector<std::pair<Text, Text>> names_of(const Profile& profile) const;
    Text name_of(const Profile& profile) const;
    void add_names(What what, const Profile& profile);
    std::string casefolded(Text name);
    Ref date(int number);
    Ref bound(int ordinal);
    Ref disputes(const Stint& stint) const;
    Ref positions(const Stint& stint) const;
    Ref earlier_terms(const Stint& stint) const;
    Ref replaced(const Stint& stint);
    void put(size_t table, std::vector<Ref> cells);

    Store& store_;
    std::vector<Ref> lists_;
    Ref empty_, zero_;
    std::vector<Ref> whats_, capacities_, hows_;
};

}  // namespace core
