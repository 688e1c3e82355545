#include "folding.hpp"

#include <algorithm>
#include <tuple>

namespace core {
namespace {

constexpr size_t HOMES = 256;  // `_HOMES` of post_fold: how many are kept in mind

std::string subject_text(What what, std::string_view name) {
    std::string text(WHAT_NAMES[what]);
    text += ':';
    return text.append(name);
}

}  // namespace

Folding::Folding(Loading& loading, std::string recorded)
    : loading_(loading),
      recorded_(std::move(recorded)),
      organizations_(0),
      folder_(loading.store, [this](Text name) {
          const int place = organizations_.get(name);
          if (place == 0) return std::vector<Entry>();
          return entries_of(subjects_[static_cast<size_t>(place) - 1]);
      }) {
    const Texts& texts = loading.store.texts;
    std::array<ByText<int>, WHATS> places{ByText<int>(0), ByText<int>(0), ByText<int>(0)};
    if (loading.facts_.size() != loading.events_.size()) throw NotPlain{"too many to fold"};
    for (int position = 1; position <= loading.count(); ++position) {
        const Known& event = loading.events_[static_cast<size_t>(position) - 1];
        const Fact& fact = loading.facts_[static_cast<size_t>(position) - 1];
        if (fact.is_deadly) folder_.tell_dead(fact.person);
        int place = places[event.what].get(event.subject);
        if (place == 0) {
            subjects_.push_back({event.what, event.subject, {}});
            place = static_cast<int>(subjects_.size());
            places[event.what].put(event.subject, place);
        }
        subjects_[static_cast<size_t>(place) - 1].positions.push_back(position);
    }
    // "organization" comes before "person", and that before "post".
    static constexpr std::array<int, WHATS> ORDER{1, 0, 2};
    std::ranges::sort(subjects_, [&](const Subject& one, const Subject& other) {
        return std::tuple(ORDER[one.what], texts[one.name]) <
               std::tuple(ORDER[other.what], texts[other.name]);
    });
    for (size_t place = 0; place < subjects_.size(); ++place) {
        const Subject& subject = subjects_[place];
        if (subject.what == ORGANIZATION_WHAT) {
            organizations_.put(subject.name, static_cast<int>(place) + 1);
        }
    }
}

Ref Folding::some(size_t count) {
    if (next_ == subjects_.size()) return Ref::borrowed(Py_None);
    Rows rows(loading_.store);
    const Ref left = checked(PyList_New(0));
    for (; count > 0 && next_ < subjects_.size(); --count, ++next_) {
        const Subject& subject = subjects_[next_];
        try {
            folder_.fold(subject.what, subject.name, entries_of(subject), rows);
        } catch (const NotPlain&) {
            const auto name = loading_.store.texts[subject.name];
            const Ref text = text_of(subject_text(subject.what, name));
            checked(PyList_Append(left.get(), text.get()));
        }
    }
    const Ref tables = rows.tables();
    return checked(PyTuple_Pack(2, tables.get(), left.get()));
}

std::vector<Entry> Folding::entries_of(const Subject& subject) const {
    std::vector<Entry> found;
    found.reserve(subject.positions.size());
    for (const int position : subject.positions) {
        const auto place = static_cast<size_t>(position) - 1;
        const Known& event = loading_.events_[place];
        found.push_back({position, event.id, event.kind, &loading_.facts_[place], recorded_});
    }
    return found;
}

void Folder::fold(What what, Text name, const std::vector<Entry>& entries, Rows& rows) {
    const auto standing = stand(entries, store_.texts);
    if (what == POST_WHAT) return fold_post(name, standing, rows);
    const KindName kind = what == PERSON_WHAT ? PERSON_KIND : ORGANIZATION_KIND;
    const Profile profile = profile_of(kind, name, standing, store_.dates);
    if (profile.patches.empty()) throw NotPlain{"nothing introduces it"};
    rows.add_profile(what, profile);
    for (const Standing& each : standing) {
        if (each.fact->kind == MILESTONE) rows.add_milestone(each);
    }
}

// As `post_history` does.
void Folder::fold_post(Text post, const std::vector<Standing>& standing, Rows& rows) {
    Post found{profile_of(POST_KIND, post, standing, store_.dates), {}};
    const auto& patches = found.profile.patches;
    if (patches.empty()) throw NotPlain{"nothing introduces it"};
    for (const Patch& patch : patches) {
        if (patch.parent != patches.front().parent) throw NotPlain{"it was moved"};
    }
    const Home& home = home_of(patches.front().parent);
    std::vector<const Standing*> roles, ends;
    for (const Standing& each : standing) {
        const Fact& fact = *each.fact;
        if (fact.kind == SEEN) throw NotPlain{"somebody was seen"};
        if (fact.kind == ABOLISHED) ends.push_back(&each);
        if (fact.kind != APPOINTED && fact.kind != DEPARTED) continue;
        if (is_told_.get(fact.person) != 0) throw NotPlain{"a death"};
        roles.push_back(&each);
    }
    ends.insert(ends.end(), home.ends.begin(), home.ends.end());
    if (ends.size() > 1) throw NotPlain{"it ends twice"};
    const int created = patches.front().effective;
    const int begins = created != NOT_SAID ? created : home.founded;
    Direct way(store_.dates, store_.texts, unknown_, seats_of(found.profile, !ends.empty()));
    if (!way.pass(roles, begins, ends.empty() ? nullptr : ends.front())) {
        throw NotPlain{"no direct way"};
    }
    found.absences = absences_of(found.profile, ends, begins);
    rows.add_post(found, way);
}

const Home& Folder::home_of(Text organization) {
    const auto known = homes_.find(organization);
    if (known != homes_.end()) return known->second;
    if (homes_.size() >= HOMES) homes_.clear();
    Home home;
    home.entries = organization_(organization);
    home.standing = stand(home.entries, store_.texts);
    const Profile profile =
        profile_of(ORGANIZATION_KIND, organization, home.standing, store_.dates);
    if (!profile.patches.empty()) home.founded = profile.patches.front().effective;
    for (const Standing& each : home.standing) {
        if (each.fact->kind == DISSOLVED) home.ends.push_back(&each);
    }
    return homes_[organization] = std::move(home);
}

// How many seats a post has on every day, 0 where that is not known (`existence_of`).
int Folder::seats_of(const Profile& profile, bool ends) const {
    int seats = 1;
    for (size_t place = 0; place < profile.patches.size(); ++place) {
        const Patch& patch = profile.patches[place];
        if (place != 0 && patch.effective != NOT_SAID) {
            if (patch.seats != NOT_SAID || ends) throw NotPlain{"it changes"};
        } else if (patch.seats != NOT_SAID) {
            seats = patch.seats;
        }
    }
    return seats;
}

// When the post did not exist: before its creation, and from its end to a new beginning.
std::vector<Absence> Folder::absences_of(const Profile& profile,
                                          const std::vector<const Standing*>& ends,
                                          int begins) const {
    std::vector<Absence> found;
    if (begins != NOT_SAID) found.push_back({NOT_SAID, begins, 0});
    for (const Standing* standing : ends) {
        const Date& end = store_.dates[standing->fact->effective];
        int again = NOT_SAID;
        for (const Patch& patch : profile.patches) {
            if (patch.effective == NOT_SAID || store_.dates[patch.effective].lo <= end.hi) continue;
            const Date& date = store_.dates[patch.effective];
            if (again == NOT_SAID || std::tie(date.lo, date.hi) <
                                         std::tie(store_.dates[again].lo, store_.dates[again].hi)) {
                again = patch.effective;
            }
        }
        found.push_back({standing->fact->effective, again, standing->last_position()});
    }
    return found;
}

}  // namespace core
