#include "kinds.hpp"

#include <algorithm>

namespace core {
namespace {

std::optional<What> what_of(std::string_view name) {
    const auto found = std::ranges::find(WHAT_NAMES, name);
    if (found == WHAT_NAMES.end()) return std::nullopt;
    return static_cast<What>(found - WHAT_NAMES.begin());
}

Ref item(PyObject* table, const char* name) {
    return checked(PyMapping_GetItemString(table, name));
}

long number(PyObject* table, const char* name) {
    const long found = PyLong_AsLong(item(table, name).get());
    if (PyErr_Occurred()) throw Raised{};
    return found;
}

template <class Each>
void each_of(PyObject* sequence, Each each) {
    const Ref items = checked(PySequence_Fast(sequence, "a list"));
    for (Py_ssize_t n = 0; n < PySequence_Fast_GET_SIZE(items.get()); ++n) {
        each(PySequence_Fast_GET_ITEM(items.get(), n));
    }
}

// The fields of a list of names, and whether all of them are known here.
Bits bits_of(PyObject* names, bool& are_known) {
    Bits bits = 0;
    each_of(names, [&](PyObject* name) {
        const auto field = Kinds::field_of(utf8_of(name));
        if (field) bits |= bit(*field);
        are_known = are_known && field;
    });
    return bits;
}

}  // namespace

Kinds::Kinds(PyObject* table) {
    for (const FieldForm& field : FORMS) {
        Ref name = text_of(field.name);
        attributes_.push_back(std::move(name));
    }
    each_of(item(table, "kinds").get(), [&](PyObject* row) { add(row); });
    each_of(item(table, "reasons").get(),
            [&](PyObject* text) { reasons_.emplace_back(utf8_of(text)); });
    each_of(item(table, "values").get(),
            [&](PyObject* cls) { classes_.push_back(Ref::borrowed(cls)); });
    classes_.resize(VALUE_CLASSES);
}

void Kinds::add(PyObject* row) {
    const Ref name = item(row, "name");
    const auto place = std::ranges::find(KIND_NAMES, utf8_of(name.get()));
    if (place == KIND_NAMES.end()) return;
    bool is_known = true, is_whole = true;
    Kind kind;
    kind.name = static_cast<KindName>(place - KIND_NAMES.begin());
    kind.version = number(row, "version");
    kind.reads = number(row, "reads");
    kind.fields = bits_of(item(row, "fields").get(), is_whole);  // others are not plain
    kind.needed = bits_of(item(row, "needed").get(), is_known);
    kind.identity = bits_of(item(row, "identity").get(), is_whole);
    kind.is_about_event = number(row, "is_about_event") != 0;
    kind.is_plan = number(row, "is_plan") != 0;
    const Ref introduces = item(row, "introduces");
    if (introduces.get() != Py_None) kind.introduces = what_of(utf8_of(introduces.get()));
    each_of(item(row, "about").get(), [&](PyObject* about) {
        const auto field = field_of(utf8_of(about));
        const auto what = what_of(utf8_of(about));
        if (field && what && !kind.about) kind.about = NamedField{*field, *what};
    });
    each_of(item(row, "names").get(), [&](PyObject* pair) {
        const auto field = field_of(utf8_of(PyTuple_GetItem(pair, 0)));
        const auto what = what_of(utf8_of(PyTuple_GetItem(pair, 1)));
        if (field && what) kind.names.push_back({*field, *what});
    });
    each_of(item(row, "fields").get(), [&](PyObject* field) {
        if (!field_of(utf8_of(field))) kind.others.push_back(Ref::borrowed(field));
    });
    kind.cls = item(row, "cls");
    kind.object = name;
    if (is_known && (kind.about || kind.is_about_event)) kinds_.push_back(std::move(kind));
}

const Kind* Kinds::find(std::string_view name) const {
    for (const Kind& kind : kinds_) {
        if (KIND_NAMES[kind.name] == name) return &kind;
    }
    return nullptr;
}

const Kind* Kinds::of(PyObject* event) const {
    auto* const cls = reinterpret_cast<PyObject*>(Py_TYPE(event));
    for (const Kind& kind : kinds_) {
        if (kind.cls.get() == cls) return &kind;
    }
    return nullptr;
}

bool Kinds::is_reason(std::string_view text) const {
    return std::ranges::find(reasons_, text) != reasons_.end();
}

std::optional<Field> Kinds::field_of(std::string_view name) {
    for (size_t place = 0; place < FORMS.size(); ++place) {
        if (FORMS[place].name == name) return static_cast<Field>(place);
    }
    return std::nullopt;
}

std::optional<int> Kinds::capacity_of(std::string_view text) {
    const auto found = std::ranges::find(CAPACITIES, text);
    if (found == CAPACITIES.end()) return std::nullopt;
    return static_cast<int>(found - CAPACITIES.begin());
}

}  // namespace core
