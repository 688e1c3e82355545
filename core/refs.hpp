// What every file of the core needs of Python: references that let go by themselves, and the two
// ways in which a function of the core does not come to its end.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <string_view>
#include <utility>

namespace core {

// Something is not plainly right, so that Python has to look at it. The word is for tests alone.
struct NotPlain {
    const char* why;
};

// A Python exception is set.
struct Raised {};

// A reference to a Python object, or to none.
class Ref {
  public:
    Ref() = default;
    explicit Ref(PyObject* owned) : object_(owned) {}
    Ref(const Ref& other) : object_(Py_XNewRef(other.object_)) {}
    Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    Ref& operator=(Ref other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }
    ~Ref() { Py_XDECREF(object_); }

    static Ref borrowed(PyObject* object) { return Ref(Py_XNewRef(object)); }
    PyObject* get() const { return object_; }
    PyObject* release() { return std::exchange(object_, nullptr); }
    explicit operator bool() const { return object_ != nullptr; }

  private:
    PyObject* object_ = nullptr;
};

// A new reference that a call of Python's gave, which is null where it raised.
inline Ref checked(PyObject* made) {
    if (made == nullptr) throw Raised{};
    return Ref(made);
}

inline void checked(int result) {
    if (result < 0) throw Raised{};
}

// The UTF-8 of a text, which lives as long as the text does. Half of a character has none.
inline std::string_view utf8_of(PyObject* text) {
    if (!PyUnicode_CheckExact(text)) throw NotPlain{"no text"};
    Py_ssize_t size = 0;
    const char* bytes = PyUnicode_AsUTF8AndSize(text, &size);
    if (bytes == nullptr) {
        if (PyErr_ExceptionMatches(PyExc_MemoryError)) throw Raised{};
        PyErr_Clear();
        throw NotPlain{"half of a character"};
    }
    return {bytes, static_cast<size_t>(size)};
}

inline Ref text_of(std::string_view utf8) {
    return checked(PyUnicode_DecodeUTF8(utf8.data(), static_cast<Py_ssize_t>(utf8.size()), nullptr));
}

}  // namespace core
