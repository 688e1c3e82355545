#include "loading.hpp"

#include <algorithm>

#include "writing.hpp"

namespace core {
namespace {

constexpr size_t LONGEST_LINE = 4 << 20;  // `LONGEST_LINE` of timeline.events.limits
constexpr int MOST_ROUNDS = 50;

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r\n\v\f") == line.npos;
}

}  // namespace

size_t Ids::slot_of(const Id& id, const std::vector<Known>& events) const {
    size_t slot = 0;
    for (size_t byte = 0; byte < 8; ++byte) slot = slot << 8 | id[byte];
    slot &= slots_.size() - 1;
    while (slots_[slot] != 0 && events[slots_[slot] - 1].id != id) {
        slot = (slot + 1) & (slots_.size() - 1);
    }
    return slot;
}

int Ids::find(const Id& id, const std::vector<Known>& events) const {
    return static_cast<int>(slots_[slot_of(id, events)]);
}

void Ids::add(int position, const std::vector<Known>& events) {
    if (2 * events.size() > slots_.size()) {
        slots_.assign(2 * slots_.size(), 0);
        for (int each = 1; each < position; ++each) {
            slots_[slot_of(events[static_cast<size_t>(each) - 1].id, events)] =
                static_cast<uint32_t>(each);
        }
    }
    slots_[slot_of(events[static_cast<size_t>(position) - 1].id, events)] =
        static_cast<uint32_t>(position);
}

Loading::Loading(PyObject* table, Ref parse_date, size_t part)
    : kinds(table), store(std::move(parse_date)), most_(part), by_key_(0), introduced_(0), named_(0) {
    rows_ = checked(PyList_New(0));
}

void Loading::begin(Ref moment, Ref random) {
    moment_ = std::move(moment);
    random_ = std::move(random);
}

// --- reading ------------------------------------------------------------------------------------

void Loading::read_again(const Draft& draft) {
    if (PyUnicode_CheckExact(draft.source.get())) {
        read_line(utf8_of(draft.source.get()), kinds, said_);
    } else {
        read_object(draft.source.get(), kinds, said_);
    }
    check(said_, kinds);
    store.settle_dates(said_);
}

// The first half of the SHA-256 of what the event states.
Id Loading::id_of_fact() {
    fact_text_.clear();
    write_fact(said_, fact_text_);
    const Digest digest = Sha256().add(fact_text_).digest();
    Id id;
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

Draft Loading::read(PyObject* item) {
    Draft draft;
    draft.source = Ref::borrowed(item);
    read_again(draft);
    draft.kind = said_.kind;
    if (said_.gives(KEY)) draft.key = store.texts.add(said_.texts[KEY]);
    note_names(said_);
    const Said& fact = said_.replacement ? *said_.replacement : said_;
    if (draft.kind->is_about_event) draft.wanted.push_back(store.texts.add(said_.texts[EVENT]));
    for (const auto reference : fact.because) draft.wanted.push_back(store.texts.add(reference));
    if (fact.gives(APPOINTMENT)) draft.wanted.push_back(store.texts.add(fact.texts[APPOINTMENT]));
    draft.refers = !draft.wanted.empty();
    if (draft.kind->is_about_event) return draft;
    draft.what = draft.kind->about->what;
    draft.subject = store.subject_of(said_);
    draft.id = id_of_fact();
    if (said_.gives(PERSON)) draft.fact.person = store.texts.add(said_.texts[PERSON]);
    if (draft.refers) return draft;
    write_text(said_, draft.text);
    draft.fact = store.fact_of(said_);
    return draft;
}

void Loading::note_names(const Said& whole) {
    if (const auto what = whole.kind->introduces) {
        const Text name = store.subject_of(whole);
        introduced_.put(name, introduced_.get(name) | 1 << *what);
    }
    const Said& said = whole.replacement ? *whole.replacement : whole;
    for (const auto& [field, what] : said.kind->names) {
        if (!said.gives(field) || (what == PERSON_WHAT && said.texts[field] == UNKNOWN)) continue;
        const Text name = store.texts.add(said.texts[field]);
        if ((named_.get(name) & 1 << what) != 0) continue;
        named_.put(name, named_.get(name) | 1 << what);
        named_list_.emplace_back(name, what);
    }
}

Ref Loading::take(PyObject* items) {
    if (!PyList_CheckExact(items)) throw NotPlain{"no list"};
    for (Py_ssize_t n = 0; n < PyList_GET_SIZE(items); ++n) {
        PyObject* const item = PyList_GET_ITEM(items, n);
        if (PyUnicode_CheckExact(item)) {
            const std::string_view line = utf8_of(item);
            if (is_blank(line)) continue;
            if (line.size() > LONGEST_LINE) throw NotPlain{"a long line"};
        }
        Draft draft = read(item);
        if (part_.size() == most_) {  // and here is one more
            is_whole_ = false;
            put_ready(part_, false);
            part_.clear();
        }
        part_.push_back(std::move(draft));
    }
    return std::exchange(rows_, checked(PyList_New(0)));
}

Ref Loading::finish() {
    if (is_whole_) {
        put(part_);
    } else {
        put_ready(part_, false);
    }
    part_.clear();
    while (!waiting_.empty()) {
        std::vector<Ref> before;
        before.swap(waiting_);
        const bool repairs = std::exchange(waiting_facts_, 0) == 0;
        Drafts part;
        for (size_t left = before.size(); left > 0; --left) {  // the last first
            part.push_back(read(before[left - 1].get()));
            if (part.size() < most_ && left > 1) continue;
            put_ready(part, repairs);
            part.clear();
        }
        if (waiting_.size() == before.size()) throw NotPlain{"no such event"};
    }
    for (const auto& [name, what] : named_list_) {
        if ((introduced_.get(name) & 1 << what) == 0) throw NotPlain{"an unknown name"};
    }
    return std::exchange(rows_, checked(PyList_New(0)));
}

// --- sorting out --------------------------------------------------------------------------------

// The position of the event that a reference names; 0 if there is none yet.
int Loading::find(Text reference) const {
    if (const int position = by_key_.get(reference)) return position;
    Id id{};
    return read_id(store.texts[reference], id) ? ids_.find(id, events_) : 0;
}

// Put in those that refer to nothing, or to what is there; the rest waits (`Intake._ready`).
void Loading::put_ready(Drafts& part, bool repairs) {
    std::unordered_set<Text> keys;
    std::vector<bool> goes(part.size(), false);
    const auto go = [&](size_t place) {
        goes[place] = true;
        if (part[place].key != NONE) keys.insert(part[place].key);
        if (!part[place].kind->is_about_event) {
            keys.insert(store.texts.add(hex_of(part[place].id)));
        }
    };
    std::vector<size_t> unsure;
    for (size_t place = 0; place < part.size(); ++place) {
        const Draft& draft = part[place];
        if (!draft.refers) {
            goes[place] = true;
            if (draft.key != NONE) keys.insert(draft.key);
        } else if (repairs || !draft.kind->is_about_event) {
            unsure.push_back(place);
        }
    }
    Id id{};
    const auto looks_like_id = [&](Text text) { return read_id(store.texts[text], id); };
    for (const size_t place : unsure) {
        if (std::ranges::any_of(part[place].wanted, looks_like_id)) throw NotPlain{"an id"};
    }
    const auto is_known = [&](Text reference) {
        return keys.contains(reference) || find(reference) != 0;
    };
    for (int round = 0;; ++round) {
        const auto goes_now = [&](size_t place) {
            return !goes[place] && std::ranges::all_of(part[place].wanted, is_known);
        };
        std::vector<size_t> ready;
        std::ranges::copy_if(unsure, std::back_inserter(ready), goes_now);
        if (ready.empty()) break;
        if (round == MOST_ROUNDS) throw NotPlain{"a long chain"};
        std::ranges::for_each(ready, go);
    }
    Drafts ready;
    for (size_t place = 0; place < part.size(); ++place) {
        if (goes[place]) {
            ready.push_back(std::move(part[place]));
        } else {
            waiting_facts_ += !part[place].kind->is_about_event;
            waiting_.push_back(std::move(part[place].source));
        }
    }
    put(ready);
}

// Put drafts in: facts first, then what is about other events, each after its target
// (`batch.prepare`).
void Loading::put(Drafts& drafts) {
    std::vector<Draft*> order;
    const int first = count();
    for (Draft& draft : drafts) {
        if (draft.kind->is_about_event) continue;
        enter(draft);
        order.push_back(&draft);
    }
    follow(drafts, order);
    if (order.empty()) return;
    const Ref size = checked(PyLong_FromSize_t(16 * order.size()));
    const Ref salts = checked(PyObject_CallOneArg(random_.get(), size.get()));
    if (!PyBytes_CheckExact(salts.get()) ||
        PyBytes_GET_SIZE(salts.get()) != static_cast<Py_ssize_t>(16 * order.size())) {
        throw NotPlain{"no salts"};
    }
    const auto* salt = reinterpret_cast<const uint8_t*>(PyBytes_AS_STRING(salts.get()));
    for (size_t place = 0; place < order.size(); ++place) {
        add_row(*order[place], salt + 16 * place, first + 1 + static_cast<int>(place));
    }
    if (events_.size() > KEPT) facts_ = {};
}

// What is about other events, round by round, each once what it refers to is there
// (`_Resolver._each_after_its_target`).
void Loading::follow(Drafts& drafts, std::vector<Draft*>& order) {
    std::vector<Draft*> left;
    std::unordered_set<Text> coming;
    for (Draft& draft : drafts) {
        if (!draft.kind->is_about_event) continue;
        left.push_back(&draft);
        if (draft.key != NONE) coming.insert(draft.key);
    }
    while (!left.empty()) {
        std::vector<Draft*> ready, later;
        for (Draft* draft : left) {
            const bool waits = std::ranges::any_of(
                draft->wanted, [&](Text reference) { return coming.contains(reference); });
            (waits ? later : ready).push_back(draft);
        }
        if (ready.empty()) throw NotPlain{"events that lead to each other"};
        for (Draft* draft : ready) {
            refer(*draft);
            order.push_back(draft);
        }
        for (const Draft* draft : ready) coming.erase(draft->key);
        left.swap(later);
    }
}

// Give an event its position.
void Loading::enter(Draft& draft) {
    if (ids_.find(draft.id, events_) != 0) throw NotPlain{"said twice"};
    if (events_.size() >= INT32_MAX - 1) throw NotPlain{"too many events"};
    events_.push_back({draft.id, draft.kind->name, draft.what, draft.subject, draft.fact.person});
    ids_.add(count(), events_);
    if (draft.key == NONE) return;
    if (by_key_.get(draft.key) != 0) throw NotPlain{"a key is taken"};
    by_key_.put(draft.key, count());
}

// An event about another: its id comes of what it refers to.
void Loading::refer(Draft& draft) {
    read_again(draft);
    const Text reference = draft.wanted.front();
    const int position = find(reference);
    if (position == 0) throw NotPlain{"no such event"};
    const Known target = event(position);
    draft.what = target.what;
    draft.subject = target.subject;
    check_target(draft, target, position);
    have_id(said_, EVENT, position);
    resolve_others(said_.replacement ? *said_.replacement : said_);
    draft.id = id_of_fact();
    write_text(said_, draft.text);
    draft.fact = store.fact_of(said_);
    draft.fact.target = position;
    draft.refers = false;
    enter(draft);
}

void Loading::check_target(const Draft& draft, const Known& target, int position) {
    const KindName kind = draft.kind->name;
    const auto& found = *kinds.find(KIND_NAMES[target.kind]);
    if (kind == CANCELLED || kind == RETRACTED) {
        std::string half(store.texts[draft.wanted.front()]);
        const Text other = store.texts.find(half += "-departed");
        if (other != NONE) throw NotPlain{"half of a change"};
    }
    if (kind == CANCELLED && !found.is_plan) throw NotPlain{"no plan"};
    if (kind == RETRACTED && found.introduces) throw NotPlain{"an introduction is withdrawn"};
    if (kind == CORRECTED) {
        const Said& inner = *said_.replacement;
        const bool is_same = inner.kind->name == target.kind &&
                             inner.kind->about->what == target.what &&
                             store.subject_of(inner) == target.subject;
        if (!is_same) throw NotPlain{"a correction elsewhere"};
        if (!corrected_.insert(position).second) throw NotPlain{"two corrections"};
    }
    if (kind == DISPUTED) {
        const auto field = Kinds::field_of(said_.texts[FIELD]);
        const Bits remarks = bit(KEY) | bit(NOTE) | bit(SOURCES);
        if (!field || (found.fields & bit(*field) & ~remarks) == 0) throw NotPlain{"no field"};
    }
}

// Put ids in the place of what a fact calls the events that it names beside its target.
void Loading::resolve_others(Said& said) {
    std::vector<std::string_view> ids;
    for (const auto reference : said.because) {
        const int position = find(store.texts.add(reference));
        if (position == 0) throw NotPlain{"no such event"};
        const std::string_view id = said.made.emplace_back(hex_of(event(position).id));
        if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
    }
    said.because.swap(ids);
    if (!said.gives(APPOINTMENT)) return;
    const int position = find(store.texts.add(said.texts[APPOINTMENT]));
    if (position == 0) throw NotPlain{"no such event"};
    check_appointment(said, position);
    have_id(said, APPOINTMENT, position);
}

void Loading::check_appointment(const Said& said, int position) const {
    const Known& found = event(position);
    const bool is_theirs = found.kind == APPOINTED && said.kind->name == DEPARTED &&
                           store.texts[found.person] == said.texts[PERSON] &&
                           store.texts[found.subject] == said.texts[POST];
    if (!is_theirs) throw NotPlain{"not their appointment"};
}

void Loading::have_id(Said& said, Field field, int position) {
    said.texts[field] = said.made.emplace_back(hex_of(event(position).id));
}

// --- rows ---------------------------------------------------------------------------------------

namespace {

Ref bytes_of(const void* bytes, size_t count) {
    return checked(PyBytes_FromStringAndSize(static_cast<const char*>(bytes),
                                             static_cast<Py_ssize_t>(count)));
}

}  // namespace

// The row of an event, as `timeline.events.entries.make_rows` makes it.
void Loading::add_row(Draft& draft, const uint8_t* salt, int position) {
    if (draft.refers) {
        read_again(draft);
        resolve_others(said_);
        write_text(said_, draft.text);
        draft.fact = store.fact_of(said_);
    }
    const Digest digest = Sha256().add(salt, 16).add(draft.text).digest();
    std::array<uint8_t, 8> place{};
    for (size_t byte = 0; byte < 8; ++byte) {
        place[byte] = static_cast<uint8_t>(static_cast<uint64_t>(position) >> (56 - 8 * byte));
    }
    head_ = Sha256().add(head_).add(place.data(), 8).add(utf8_of(moment_.get())).add(digest).digest();
    std::string subject(WHAT_NAMES[draft.what]);
    subject += ':';
    subject += store.texts[draft.subject];
    std::array<Ref, 11> cells{
        checked(PyLong_FromLong(position)), text_of(hex_of(draft.id)), draft.kind->object,
        checked(PyLong_FromLong(draft.kind->version)), text_of(subject), store.texts.object(draft.key),
        moment_, text_of(draft.text), bytes_of(salt, 16), bytes_of(digest.data(), digest.size()),
        bytes_of(head_.data(), head_.size())};
    const Ref row = checked(PyTuple_New(cells.size()));
    for (size_t cell = 0; cell < cells.size(); ++cell) {
        PyTuple_SET_ITEM(row.get(), static_cast<Py_ssize_t>(cell), cells[cell].release());
    }
    checked(PyList_Append(rows_.get(), row.get()));
    if (events_.size() <= KEPT) facts_.push_back(draft.fact);
    draft.text = {};
}

}  // namespace core
