#include "stored.hpp"

#include <algorithm>

namespace core {

Stored::Stored(PyObject* table, Ref parse_date, PyObject* told)
    : kinds_(table), store_(std::move(parse_date)), folder_(store_, [this](Text name) {
          const auto found = organizations_.find(name);
          return found == organizations_.end() ? std::vector<Entry>() : found->second->entries;
      }) {
    if (!PyList_CheckExact(told)) throw NotPlain{"no list"};
    for (Py_ssize_t n = 0; n < PyList_GET_SIZE(told); ++n) {
        folder_.tell_dead(store_.texts.add(utf8_of(PyList_GET_ITEM(told, n))));
    }
}

void Stored::begin(About& about, std::string_view subject) {
    about.subject = subject;
    const size_t colon = subject.find(':');
    const auto what = std::ranges::find(WHAT_NAMES, subject.substr(0, colon));
    about.is_plain = colon != subject.npos && what != WHAT_NAMES.end();
    if (!about.is_plain) return;
    about.what = static_cast<What>(what - WHAT_NAMES.begin());
    about.name = store_.texts.add(subject.substr(colon + 1));
}

// Read an event: its subject, position, id, moment and body.
void Stored::take(About& about, PyObject* row) {
    Fact& fact = about.facts.emplace_back();
    int overflows = 0;
    PyObject* const number = PyTuple_GET_ITEM(row, 1);
    if (!PyLong_CheckExact(number)) throw NotPlain{"a position"};
    const long position = PyLong_AsLongAndOverflow(number, &overflows);
    if (overflows != 0 || position < 1 || position > INT32_MAX - 1) throw NotPlain{"a position"};
    Entry entry{static_cast<int>(position), {}, KINDS, &fact, {}};
    if (!read_id(utf8_of(PyTuple_GET_ITEM(row, 2)), entry.id)) throw NotPlain{"an id"};
    entry.recorded = about.moments.emplace_back(utf8_of(PyTuple_GET_ITEM(row, 3)));
    read_line(utf8_of(PyTuple_GET_ITEM(row, 4)), kinds_, said_);
    check(said_, kinds_);
    store_.settle_dates(said_);
    fact = store_.fact_of(said_);
    entry.kind = said_.kind->name;
    if (said_.kind->is_about_event) link(fact, about);
    about.entries.push_back(entry);
}

// Find the event that one is about among those before it.
void Stored::link(Fact& fact, const About& about) const {
    Id id{};
    if (!read_id(said_.texts[EVENT], id)) throw NotPlain{"an id"};
    const auto target = std::ranges::find(about.entries, id, &Entry::id);
    if (target == about.entries.end()) throw NotPlain{"a repair of what comes later"};
    fact.target = target->position;
}

// Call `each` with all that is about one subject after the other.
template <class Each>
void Stored::each_subject(PyObject* rows, Each each) {
    if (!PyList_CheckExact(rows)) throw NotPlain{"no list"};
    auto about = std::make_unique<About>();
    for (Py_ssize_t n = 0; n < PyList_GET_SIZE(rows); ++n) {
        PyObject* const row = PyList_GET_ITEM(rows, n);
        if (!PyTuple_CheckExact(row) || PyTuple_GET_SIZE(row) != 5) throw NotPlain{"no row"};
        const std::string_view subject = utf8_of(PyTuple_GET_ITEM(row, 0));
        if (n == 0 || subject != about->subject) {
            if (n != 0) each(std::exchange(about, std::make_unique<About>()));
            begin(*about, subject);
        }
        try {
            if (about->is_plain) take(*about, row);
        } catch (const NotPlain&) {
            about->is_plain = false;
        }
    }
    if (PyList_GET_SIZE(rows) > 0) each(std::move(about));
}

void Stored::know(PyObject* rows) {
    each_subject(rows, [&](std::unique_ptr<About> about) {
        // What is said of everything, or is not plain of one organization, may be of those below.
        is_sure_ = is_sure_ && about->is_plain;
        const Text name = about->name;
        if (about->is_plain) organizations_[name] = std::move(about);
    });
}

Ref Stored::fold(PyObject* given) {
    Rows rows(store_);
    const Ref left = checked(PyList_New(0));
    each_subject(given, [&](std::unique_ptr<About> about) {
        try {
            if (!about->is_plain) throw NotPlain{"a kind"};
            if (about->what == POST_WHAT && !is_sure_) throw NotPlain{"an organization"};
            folder_.fold(about->what, about->name, about->entries, rows);
        } catch (const NotPlain&) {
            checked(PyList_Append(left.get(), text_of(about->subject).get()));
        }
    });
    const Ref tables = rows.tables();
    return checked(PyTuple_Pack(2, tables.get(), left.get()));
}

}  // namespace core
