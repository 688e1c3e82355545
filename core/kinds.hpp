// What the kinds of events are. Python's classes say it (`timeline.events.kinds`), and hand it over
// as a table; here stands only how the value of each field is formed. A kind or a field that is not
// named here is not plain.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "refs.hpp"

namespace core {

enum class Form : uint8_t {
    ident,       // a visible text without space around it
    key,         // an ident that is no number
    text,        // any text but an empty one
    code,        // an ident with a slash in it
    date,
    labels,      // texts by a word
    capacity,
    reasons,
    references,  // other events, by key or id
    reference,
    seats,       // a whole number, or "unknown"
    sources,
    origin,
    event,
};

// In the order of their names, which is that of canonical JSON.
enum Field : uint8_t {
    ANNOUNCED, APPOINTMENT, BECAUSE, BORN, CAPACITY, DIED, EFFECTIVE, EVENT, FIELD, IDENTIFIERS, KEY,
    NAMES, NOTE, ORGANIZATION, ORIGIN, PARENT, PERSON, POST, REASON_CODE, REASONS, REPLACEMENT,
    REPLACES, SAYS, SEATS, SOURCES, TERM_ENDS, TITLE, TITLES, WHY, FIELDS
};

struct FieldForm {
    std::string_view name;
    Form form;
};

constexpr std::array<FieldForm, FIELDS> FORMS{{
    {"announced", Form::date}, {"appointment", Form::reference}, {"because", Form::references},
    {"born", Form::date}, {"capacity", Form::capacity}, {"died", Form::date},
    {"effective", Form::date}, {"event", Form::reference}, {"field", Form::text},
    {"identifiers", Form::labels}, {"key", Form::key}, {"names", Form::labels},
    {"note", Form::text}, {"organization", Form::ident}, {"origin", Form::origin},
    {"parent", Form::ident}, {"person", Form::ident}, {"post", Form::ident},
    {"reason_code", Form::code}, {"reasons", Form::reasons}, {"replacement", Form::event},
    {"replaces", Form::ident}, {"says", Form::text}, {"seats", Form::seats},
    {"sources", Form::sources}, {"term_ends", Form::date}, {"title", Form::text},
    {"titles", Form::labels}, {"why", Form::text},
}};

// The kinds that are plain, and what stands for any other.
enum KindName : uint8_t {
    PERSON_KIND, ORGANIZATION_KIND, POST_KIND, APPOINTED, DEPARTED, SEEN, ABOLISHED, DISSOLVED,
    MILESTONE, CANCELLED, CITED, DISPUTED, CORRECTED, RETRACTED, KINDS
};

constexpr std::array<std::string_view, KINDS> KIND_NAMES{
    "person", "organization", "post", "appointed", "departed", "seen", "abolished", "dissolved",
    "milestone", "cancelled", "cited", "disputed", "corrected", "retracted"};

enum What : uint8_t { PERSON_WHAT, ORGANIZATION_WHAT, POST_WHAT, WHATS };

constexpr std::array<std::string_view, WHATS> WHAT_NAMES{"person", "organization", "post"};

using Bits = uint32_t;  // a set of fields

constexpr Bits bit(Field field) { return Bits{1} << field; }

struct NamedField {
    Field field;
    What what;
};

// One kind, as its class describes it.
struct Kind {
    KindName name = KINDS;
    long version = 1;
    long reads = 1;
    Bits fields = 0;
    Bits needed = 0;
    Bits identity = 0;
    bool is_about_event = false;
    bool is_plan = false;
    std::optional<What> introduces;
    std::optional<NamedField> about;
    std::vector<NamedField> names;
    std::vector<Ref> others;  // fields of which an event is plain only without them
    Ref cls;
    Ref object;  // the name, as Python has it
};

// The classes of values that are neither texts nor numbers, in the order in which they are given.
enum ValueClass : uint8_t { DATE_CLASS, LABELS_CLASS, ORIGIN_CLASS, SOURCE_CLASS, VALUE_CLASSES };

class Kinds {
  public:
    // `table` is what `timeline.events.compiled` makes of the classes.
    explicit Kinds(PyObject* table);

    const Kind* find(std::string_view name) const;
    const Kind* of(PyObject* event) const;
    bool is_reason(std::string_view text) const;
    // The name of a field, as Python has it.
    PyObject* attribute(Field field) const { return attributes_.at(field).get(); }
    // Whether a value is of just one of the classes of values.
    bool is_a(PyObject* value, ValueClass cls) const {
        return reinterpret_cast<PyObject*>(Py_TYPE(value)) == classes_.at(cls).get();
    }
    static std::optional<Field> field_of(std::string_view name);
    static std::optional<int> capacity_of(std::string_view text);

  private:
    void add(PyObject* row);

    std::vector<Kind> kinds_;
    std::vector<std::string> reasons_;
    std::vector<Ref> attributes_;
    std::vector<Ref> classes_;  // by ValueClass
};

constexpr std::array<std::string_view, 3> CAPACITIES{"permanent", "acting", "interim"};
constexpr std::string_view UNKNOWN = "unknown";  // a person, a number of seats, a date

}  // namespace core
