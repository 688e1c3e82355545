#include "rows.hpp"

#include <algorithm>
#include <tuple>

#include "writing.hpp"

namespace core {
namespace {

enum Table : size_t { PEOPLE, ORGANIZATIONS, POSTS, TENURES, MILESTONES, NAMES_TABLE, TABLES };

constexpr std::array<const char*, TABLES> TABLE_NAMES{"people",  "organizations", "posts",
                                                      "tenures", "milestones",    "names"};
constexpr std::array<std::string_view, 5> HOWS{"", "departed", "succeeded", "abolished", "dissolved"};

Ref number_of(long number) { return checked(PyLong_FromLong(number)); }

void write_pair(std::string& into, int first, int last) {
    into += '[';
    write_number(into, first);
    into += ',';
    write_number(into, last);
    into += ']';
}

void write_numbers(std::string& into, const std::vector<int>& numbers, const char* between = ",") {
    into += '[';
    for (size_t place = 0; place < numbers.size(); ++place) {
        if (place != 0) into += between;
        write_number(into, numbers[place]);
    }
    into += ']';
}

}  // namespace

Text Profile::parent() const {
    for (auto patch = patches.rbegin(); patch != patches.rend(); ++patch) {
        if (patch->parent != NONE) return patch->parent;
    }
    return NONE;
}

int Profile::seats() const {
    for (auto patch = patches.rbegin(); patch != patches.rend(); ++patch) {
        if (patch->seats != NOT_SAID) return patch->seats;
    }
    return 1;
}

Profile profile_of(KindName kind, Text ident, const std::vector<Standing>& standing,
                   const Dates& dates) {
    std::vector<const Standing*> said;
    for (const Standing& each : standing) {
        if (each.fact->kind == kind) said.push_back(&each);
    }
    const auto order = [&](const Standing* each) {
        const int date = each->fact->effective;
        const int lo = date == NOT_SAID ? -1 : dates[date].lo;
        const int hi = date == NOT_SAID ? -1 : dates[date].hi;
        return std::tuple(lo, hi, each->recorded, each->id);
    };
    if (said.size() > 1) std::ranges::sort(said, {}, order);
    Profile found;
    found.ident = ident;
    for (const Standing* each : said) {
        const Fact& fact = *each->fact;
        found.patches.push_back(
            {fact.effective, fact.names, fact.organization, fact.seats, fact.identifiers});
        const int position = each->positions[0];
        if (found.position == 0 || position < found.position) found.position = position;
    }
    return found;
}

Rows::Rows(Store& store) : store_(store) {
    for (size_t table = 0; table < TABLES; ++table) lists_.push_back(checked(PyList_New(0)));
    empty_ = text_of("[]");
    zero_ = number_of(0);
    for (const auto name : WHAT_NAMES) whats_.push_back(text_of(name));
    for (const auto name : CAPACITIES) capacities_.push_back(text_of(name));
    for (const auto name : HOWS) hows_.push_back(text_of(name));
    hows_.front() = Ref::borrowed(Py_None);
}

Ref Rows::tables() {
    Ref found = checked(PyDict_New());
    for (size_t table = 0; table < TABLES; ++table) {
        checked(PyDict_SetItemString(found.get(), TABLE_NAMES[table], lists_[table].get()));
    }
    return found;
}

void Rows::put(size_t table, std::vector<Ref> cells) {
    const Ref row = checked(PyTuple_New(static_cast<Py_ssize_t>(cells.size())));
    for (size_t cell = 0; cell < cells.size(); ++cell) {
        PyTuple_SET_ITEM(row.get(), static_cast<Py_ssize_t>(cell), cells[cell].release());
    }
    checked(PyList_Append(lists_[table].get(), row.get()));
}

// --- profiles -----------------------------------------------------------------------------------

void Rows::add_profile(What what, const Profile& profile) {
    std::string record = "{";
    write_patches(record, profile);
    record += '}';
    std::vector<Ref> cells{store_.texts.object(profile.ident), store_.texts.object(name_of(profile))};
    if (what == ORGANIZATION_WHAT) cells.push_back(store_.texts.object(profile.parent()));
    cells.push_back(text_of(record));
    put(what == PERSON_WHAT ? PEOPLE : ORGANIZATIONS, std::move(cells));
    add_names(what, profile);
}

void Rows::write_day(std::string& into, int date) const {
    if (date == NOT_SAID) {
        into += "null";
    } else {
        write_quoted(into, store_.texts[store_.dates[date].text]);
    }
}

void Rows::write_patches(std::string& into, const Profile& profile) const {
    into += "\"patches\":";
    char sign = '[';
    for (const Patch& patch : profile.patches) {
        into += sign;
        into += '[';
        write_day(into, patch.effective);
        into += ',';
        into += patch.names == NOT_SAID
                    ? "{}"
                    : store_.texts[store_.labels[static_cast<size_t>(patch.names)].canonical];
        into += ',';
        if (patch.parent == NONE) {
            into += "null";
        } else {
            write_quoted(into, store_.texts[patch.parent]);
        }
        into += ',';
        if (patch.seats == NOT_SAID) {
            into += "null";
        } else {
            write_number(into, patch.seats);
        }
        into += ',';
        into += patch.identifiers == NONE ? "{}" : store_.texts[patch.identifiers];
        into += ']';
        sign = ',';
    }
    into += "],\"position\":";
    write_number(into, profile.position);
}

// The names by language, by the latest patch that says them.
std::vector<std::pair<Text, Text>> Rows::names_of(const Profile& profile) const {
    std::vector<std::pair<Text, Text>> found;
    for (const Patch& patch : profile.patches) {
        if (patch.names == NOT_SAID) continue;
        for (const auto& pair : store_.labels[static_cast<size_t>(patch.names)].pairs) {
            const auto known = std::ranges::find(found, pair.first, &std::pair<Text, Text>::first);
            if (known == found.end()) {
                found.push_back(pair);
            } else {
                known->second = pair.second;
            }
        }
    }
    return found;
}

// `best_name` of timeline.projections.profiles, or else the id.
Text Rows::name_of(const Profile& profile) const {
    const auto names = names_of(profile);
    for (const std::string_view language : {"und", "en"}) {
        for (const auto& [word, name] : names) {
            if (store_.texts[word] == language) return name;
        }
    }
    const auto spelt = [&](const std::pair<Text, Text>& each) { return store_.texts[each.first]; };
    return names.empty() ? profile.ident : std::ranges::min(names, {}, spelt).second;
}

void Rows::add_names(What what, const Profile& profile) {
    std::vector<std::string> names;
    for (const Patch& patch : profile.patches) {
        if (patch.names == NOT_SAID) continue;
        for (const auto& pair : store_.labels[static_cast<size_t>(patch.names)].pairs) {
            names.push_back(casefolded(pair.second));
        }
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (const std::string& name : names) {
        put(NAMES_TABLE, {whats_[what], text_of(name), store_.texts.object(profile.ident)});
    }
}

std::string Rows::casefolded(Text name) {
    std::string text(store_.texts[name]);
    const auto is_ascii = [](char sign) { return static_cast<unsigned char>(sign) < 0x80; };
    if (!std::ranges::all_of(text, is_ascii)) {
        const Ref given = text_of(text);
        const Ref made = checked(PyObject_CallMethod(given.get(), "casefold", nullptr));
        return std::string(utf8_of(made.get()));
    }
    for (char& sign : text) {
        if (sign >= 'A' && sign <= 'Z') sign = static_cast<char>(sign - 'A' + 'a');
    }
    return text;
}

void Rows::add_milestone(const Standing& standing) {
    const Fact& fact = *standing.fact;
    const Date& day = store_.dates[fact.effective];
    std::string events = "[";
    write_number(events, standing.positions[0]);
    if (standing.positions[1] != 0) events += ',', write_number(events, standing.positions[1]);
    events += ']';
    put(MILESTONES, {text_of(hex_of(standing.id)), store_.texts.object(fact.organization),
                     store_.texts.object(fact.title), date(fact.effective), bound(day.lo),
                     bound(day.hi), text_of(events)});
}

// --- posts --------------------------------------------------------------------------------------

void Rows::add_post(const Post& post, const Direct& way) {
    const auto tenures = in_order(way);
    const Profile& profile = post.profile;
    const Text home = profile.parent();
    put(POSTS, {store_.texts.object(profile.ident), store_.texts.object(home),
                store_.texts.object(name_of(profile)), number_of(profile.seats()),
                text_of(record_of(post, way, tenures))});
    int number = 0;
    for (const Tenure& tenure : tenures) {
        const Ref row = tenure_row(profile.ident, home, ++number, *tenure.stint);
        checked(PyList_Append(lists_[TENURES].get(), row.get()));
    }
    add_names(POST_WHAT, profile);
}

// By their starts, then by their ends (`tenure_order`).
std::vector<Rows::Tenure> Rows::in_order(const Direct& way) const {
    std::vector<Tenure> found;
    for (const Stint& stint : way.stints) {
        const Fact* first = stint.appointments.front()->fact;
        found.push_back({&stint, first, first->effective});
    }
    const auto order = [&](const Tenure& each) {
        const Date& start = store_.dates[each.start];
        const int end = each.stint->end;
        return std::tuple(start.lo, start.hi, end == NOT_SAID ? AFTER_ALL : store_.dates[end].hi,
                          CAPACITIES[each.first->capacity], store_.texts[each.first->person],
                          each.stint->appointments.front()->last_position());
    };
    if (found.size() > 1) std::ranges::stable_sort(found, {}, order);
    return found;
}

Ref Rows::tenure_row(Text post, Text home, int number, const Stint& stint) {
    const Fact& first = *stint.appointments.front()->fact;
    const Fact& last = *stint.appointments.back()->fact;
    const Fact* const gone = stint.by == nullptr ? nullptr : stint.by->fact;
    const Date& start = store_.dates[first.effective];
    const bool has_end = stint.end != NOT_SAID;
    const Date end = has_end ? store_.dates[stint.end] : Date{BEFORE_ALL, AFTER_ALL, NONE};
    const bool departed = stint.how == How::departed;
    const Ref none = Ref::borrowed(Py_None);
    std::array<Ref, 28> cells{
        store_.texts.object(post), number_of(number), store_.texts.object(home),
        store_.texts.object(first.person), capacities_[first.capacity],
        date(first.effective), bound(start.lo), bound(start.hi),
        date(stint.end), bound(end.lo), bound(end.hi),
        positions(stint), bound(stint.seen), zero_, none,
        hows_[static_cast<size_t>(stint.how)],
        departed && gone->reasons != NONE ? store_.texts.object(gone->reasons) : empty_,
        date(first.announced), date(gone == nullptr ? NOT_SAID : gone->announced),
        date(last.term_ends), number_of(static_cast<long>(stint.appointments.size()) - 1),
        disputes(stint), number_of(stint.appointments.front()->last_position()),
        gone == nullptr ? none : number_of(stint.by->last_position()),
        replaced(stint), earlier_terms(stint), none, none};
    Ref row = checked(PyTuple_New(cells.size()));
    for (size_t cell = 0; cell < cells.size(); ++cell) {
        PyTuple_SET_ITEM(row.get(), static_cast<Py_ssize_t>(cell), cells[cell].release());
    }
    return row;
}

Ref Rows::date(int number) {
    return number == NOT_SAID ? Ref::borrowed(Py_None)
                              : store_.texts.object(store_.dates[number].text);
}

Ref Rows::bound(int ordinal) {
    if (ordinal <= BEFORE_ALL || ordinal >= AFTER_ALL) return Ref::borrowed(Py_None);
    return store_.texts.object(store_.texts.add(text_of_day(ordinal)));
}

Ref Rows::positions(const Stint& stint) const {
    std::vector<int> found;
    const auto add = [&](const Standing& each) {
        for (const int position : each.positions) {
            if (position != 0) found.push_back(position);
        }
    };
    for (const Standing* each : stint.behind) add(*each);
    if (stint.by != nullptr) add(*stint.by);
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::string text;
    write_numbers(text, found, ", ");
    return text_of(text);
}

Ref Rows::disputes(const Stint& stint) const {
    std::vector<std::pair<Text, Text>> found;
    for (const Standing* each : stint.behind) {
        found.insert(found.end(), each->disputes.begin(), each->disputes.end());
    }
    if (found.empty()) return empty_;
    sort_disputes(found, store_.texts);
    std::string text;
    char sign = '[';
    for (const auto& [field, says] : found) {
        text += sign;
        write_list(text, {store_.texts[field], store_.texts[says]});
        sign = ',';
    }
    return text_of(text += ']');
}

Ref Rows::replaced(const Stint& stint) {
    for (const Standing* each : stint.appointments) {
        if (each->fact->replaces != NONE) return store_.texts.object(each->fact->replaces);
    }
    return Ref::borrowed(Py_None);
}

// The ends expected before the latest.
Ref Rows::earlier_terms(const Stint& stint) const {
    std::vector<std::string_view> found;
    for (size_t place = 0; place + 1 < stint.appointments.size(); ++place) {
        const int date = stint.appointments[place]->fact->term_ends;
        if (date != NOT_SAID) found.push_back(store_.texts[store_.dates[date].text]);
    }
    if (found.empty()) return empty_;
    std::string text;
    write_list(text, found);
    return text_of(text);
}

// --- the record of a post -----------------------------------------------------------------------

std::string Rows::record_of(const Post& post, const Direct& way,
                            const std::vector<Tenure>& tenures) {
    std::string record = "{";
    if (!post.absences.empty()) write_absences(record, post);
    if (!way.is_known) write_held(record, way, tenures);
    write_patches(record, post.profile);
    if (!way.is_known) write_chain(record, way, tenures);
    return record += '}';
}

void Rows::write_absences(std::string& into, const Post& post) const {
    into += "\"absences\":";
    char sign = '[';
    for (const Absence& absence : post.absences) {
        into += sign;
        into += '[';
        write_day(into, absence.start);
        into += ',';
        write_day(into, absence.end);
        into += ',';
        if (absence.by == 0) {
            into += "null";
        } else {
            write_number(into, absence.by);
        }
        into += ']';
        sign = ',';
    }
    into += "],";
}

// The worlds, as `Chain.graph` and `rows._graph` write them.
void Rows::write_chain(std::string& into, const Direct& way,
                       const std::vector<Tenure>& tenures) const {
    const auto place_of = [&](const Stint* stint) {
        return static_cast<int>(std::ranges::find(tenures, stint, &Tenure::stint) - tenures.begin());
    };
    std::vector<int> going;
    into += ",\"worlds\":[[";
    for (int number = 0; const Link& link : way.chain) {
        std::vector<int> starts, ends;
        for (const Stint* stint : link.starts) starts.push_back(place_of(stint));
        for (const Stint* stint : link.ends) ends.push_back(place_of(stint));
        into += number == 0 ? '[' : ',';
        into += '[';
        for (const int each : {number, number + 1, link.lo, link.hi}) {
            write_number(into, each);
            into += ',';
        }
        write_numbers(into, starts);
        into += ',';
        write_numbers(into, ends);
        into += ']';
        going.insert(going.end(), starts.begin(), starts.end());
        for (const int place : ends) std::erase(going, place);
        ++number;
    }
    if (way.chain.empty()) into += '[';
    into += "],[[";
    write_number(into, static_cast<long>(way.chain.size()));
    into += ',';
    write_numbers(into, going);
    into += "]],[],[]]]";
}

namespace {

using Spans = std::vector<std::pair<int, int>>;  // days from one to before another, sorted

Spans merged(Spans spans) {
    std::ranges::sort(spans);
    Spans found;
    for (const auto& [first, end] : spans) {
        if (first >= end) continue;
        if (!found.empty() && first <= found.back().second) {
            found.back().second = std::max(found.back().second, end);
        } else {
            found.emplace_back(first, end);
        }
    }
    return found;
}

constexpr int AFTER = AFTER_ALL + 1;

// The days on which somebody holds the post in every world (`Chain.held`).
Spans held_in(const std::vector<Link>& chain) {
    Spans empty;
    int since = BEFORE_ALL;
    size_t going = 0;
    for (const Link& link : chain) {
        if (going == 0) empty.emplace_back(since, link.hi);
        since = link.lo;
        going += link.starts.size();
        going -= link.ends.size();
    }
    if (going == 0) empty.emplace_back(since, AFTER);
    Spans found;
    int from = BEFORE_ALL;
    for (const auto& [first, end] : merged(empty)) {
        if (from < first) found.emplace_back(from, first);
        from = std::max(from, end);
    }
    if (from < AFTER) found.emplace_back(from, AFTER);
    return found;
}

}  // namespace

// The days on which somebody or other holds the post, where the tenures by themselves do not tell.
void Rows::write_held(std::string& into, const Direct& way,
                      const std::vector<Tenure>& tenures) const {
    const Spans held = held_in(way.chain);
    Spans told;
    for (const Tenure& tenure : tenures) {
        const int end = tenure.stint->end;
        told.emplace_back(store_.dates[tenure.start].hi,
                          end == NOT_SAID ? AFTER : store_.dates[end].lo);
    }
    if (held.empty() || merged(told) == held) return;
    into += "\"held\":";
    char sign = '[';
    for (const auto& [first, end] : held) {
        into += sign;
        write_pair(into, first, end);
        sign = ',';
    }
    into += "],";
}

}  // namespace core
