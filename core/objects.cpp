// Events read from objects of Python's: what their constructors have checked, and nothing else.
#include "said.hpp"

namespace core {
namespace {

class ObjectReader {
  public:
    ObjectReader(PyObject* event, const Kinds& kinds, Said& said)
        : event_(event), kinds_(kinds), said_(said) {}

    void read() {
        said_.kind = kinds_.of(event_);
        if (said_.kind == nullptr) throw NotPlain{"another kind"};
        for (const Ref& name : said_.kind->others) {
            const Ref value = checked(PyObject_GetAttr(event_, name.get()));
            const int says = PyObject_IsTrue(value.get());
            checked(says);
            if (says != 0) throw NotPlain{"a field that is not plain"};
        }
        for (size_t place = 0; place < FIELDS; ++place) {
            const auto field = static_cast<Field>(place);
            if ((said_.kind->fields & bit(field)) == 0) continue;
            const Ref value = checked(PyObject_GetAttr(event_, kinds_.attribute(field)));
            if (value.get() == Py_None) continue;
            said_.has |= bit(field);
            take(field, value.get());
        }
    }

  private:
    void take(Field field, PyObject* value) {
        switch (FORMS[field].form) {
            case Form::date: said_.texts[field] = date(value); return;
            case Form::labels:
                return labels(field == IDENTIFIERS ? said_.identifiers : said_.names, value);
            case Form::sources: return sources(value);
            case Form::origin: return origin(value);
            case Form::references: return texts(said_.because, value);
            case Form::reasons: return texts(said_.reasons, value);
            case Form::event: return replacement(value);
            case Form::seats:
                if (!PyLong_CheckExact(value)) break;
                said_.seats = PyLong_AsLong(value);
                if (PyErr_Occurred()) throw Raised{};
                if (said_.seats < 1 || said_.seats > 999999) throw NotPlain{"no seats"};
                return;
            default: break;
        }
        said_.texts[field] = utf8_of(value);
    }

    // The text that an attribute of a value is; the value keeps it.
    static std::string_view text_in(PyObject* value, const char* name) {
        const Ref text = checked(PyObject_GetAttrString(value, name));
        return text.get() == Py_None ? std::string_view() : utf8_of(text.get());
    }

    std::string_view date(PyObject* value) {
        if (!kinds_.is_a(value, DATE_CLASS)) throw NotPlain{"no date"};
        return text_in(value, "text");
    }

    template <class Each>
    static void each_of(PyObject* value, Each each) {
        if (!PyTuple_CheckExact(value)) throw NotPlain{"no tuple"};
        for (Py_ssize_t n = 0; n < PyTuple_GET_SIZE(value); ++n) each(PyTuple_GET_ITEM(value, n));
    }

    static void texts(std::vector<std::string_view>& into, PyObject* value) {
        each_of(value, [&](PyObject* text) { into.push_back(utf8_of(text)); });
    }

    void labels(Labels& into, PyObject* value) {
        if (!kinds_.is_a(value, LABELS_CLASS)) throw NotPlain{"no labels"};
        PyObject *key = nullptr, *text = nullptr;
        for (Py_ssize_t at = 0; PyDict_Next(value, &at, &key, &text);) {
            into.emplace_back(utf8_of(key), utf8_of(text));
        }
    }

    void sources(PyObject* value) {
        each_of(value, [&](PyObject* source) {
            if (!kinds_.is_a(source, SOURCE_CLASS)) throw NotPlain{"no source"};
            Source& read = said_.sources.emplace_back();
            for (size_t place = 1; place < SOURCE_FIELDS; ++place) {
                read[place] = text_in(source, SOURCE_NAMES[place].data());
            }
            const Ref published = checked(PyObject_GetAttrString(source, "published"));
            if (published.get() != Py_None) read[PUBLISHED] = date(published.get());
        });
    }

    void origin(PyObject* value) {
        if (!kinds_.is_a(value, ORIGIN_CLASS)) throw NotPlain{"no origin"};
        said_.origin_record = text_in(value, "record");
        said_.origin_register = text_in(value, "register");
    }

    void replacement(PyObject* value) {
        said_.replacement = std::make_unique<Said>();
        ObjectReader(value, kinds_, *said_.replacement).read();
    }

    PyObject* event_;
    const Kinds& kinds_;
    Said& said_;
};

}  // namespace

void read_object(PyObject* event, const Kinds& kinds, Said& said) {
    said.clear();
    ObjectReader(event, kinds, said).read();
}

}  // namespace core
