// `timeline._core`, the compiled core: what Python sees of it. `timeline.events.compiled` is where
// it is asked for, and docs/architecture.md says what it does and leaves alone.
#include <memory>
#include <new>

#include "stored.hpp"

namespace core {
namespace {

PyObject* not_plain = nullptr;  // the exception

// Run a piece of the core, and raise in Python what it did not come to its end for.
template <class Piece>
PyObject* guarded(Piece piece) {
    try {
        return piece().release();
    } catch (const NotPlain& reason) {
        PyErr_SetString(not_plain, reason.why);
    } catch (const Raised&) {
    } catch (const std::bad_alloc&) {
        PyErr_NoMemory();
    }
    return nullptr;
}

// --- the first load of a log --------------------------------------------------------------------

struct Load {
    Loading loading;
    std::string moment;
    std::unique_ptr<Folding> folding;
};

struct LoadingObject {
    PyObject_HEAD
    Load* load;
};

Load& load_of(PyObject* self) { return *reinterpret_cast<LoadingObject*>(self)->load; }
Loading& loading_of(PyObject* self) { return load_of(self).loading; }

PyObject* make_loading(PyTypeObject* type, PyObject* arguments, PyObject*) {
    PyObject *table = nullptr, *parse_date = nullptr;
    int part = 0;
    if (!PyArg_ParseTuple(arguments, "OOi", &table, &parse_date, &part)) return nullptr;
    return guarded([&] {
        Ref self = checked(type->tp_alloc(type, 0));
        const size_t most = part > 0 ? static_cast<size_t>(part) : 1;
        reinterpret_cast<LoadingObject*>(self.get())->load =
            new Load{Loading(table, Ref::borrowed(parse_date), most), {}, {}};
        return self;
    });
}

void forget_loading(PyObject* self) {
    PyTypeObject* const type = Py_TYPE(self);
    delete reinterpret_cast<LoadingObject*>(self)->load;
    type->tp_free(self);
    Py_DECREF(type);
}

PyObject* begin(PyObject* self, PyObject* arguments) {
    PyObject *moment = nullptr, *random = nullptr;
    if (!PyArg_ParseTuple(arguments, "UO", &moment, &random)) return nullptr;
    return guarded([&] {
        load_of(self).moment = utf8_of(moment);
        loading_of(self).begin(Ref::borrowed(moment), Ref::borrowed(random));
        return Ref::borrowed(Py_None);
    });
}

PyObject* take(PyObject* self, PyObject* items) {
    return guarded([&] { return loading_of(self).take(items); });
}

PyObject* finish(PyObject* self, PyObject*) {
    return guarded([&] { return loading_of(self).finish(); });
}

PyObject* fold(PyObject* self, PyObject* count) {
    const size_t subjects = PyLong_AsSize_t(count);
    if (PyErr_Occurred()) return nullptr;
    return guarded([&] {
        Load& load = load_of(self);
        if (!load.folding) load.folding = std::make_unique<Folding>(load.loading, load.moment);
        return load.folding->some(subjects);
    });
}

PyObject* count(PyObject* self, void*) { return PyLong_FromLong(loading_of(self).count()); }

PyObject* most_kept(PyObject*, void*) { return PyLong_FromSize_t(Loading::KEPT); }

PyMethodDef LOADING_METHODS[] = {
    {"begin", begin, METH_VARARGS, "begin(moment, urandom): the log is held."},
    {"take", take, METH_O, "take(items): take lines or events; the rows that can go in now."},
    {"finish", finish, METH_NOARGS, "finish(): the rows of all that is left."},
    {"fold", fold, METH_O,
     "fold(count): the tables' rows of so many subjects more, and the subjects left to Python."},
    {},
};

PyGetSetDef LOADING_VALUES[] = {
    {"count", count, nullptr, "How many events have gone in.", nullptr},
    {"most_kept", most_kept, nullptr, "Of how many events the facts are kept to be folded.", nullptr},
    {},
};

PyType_Slot LOADING_SLOTS[] = {
    {Py_tp_doc, const_cast<char*>("Loading(table, parse_date, part): many events for an empty log.")},
    {Py_tp_new, reinterpret_cast<void*>(make_loading)},
    {Py_tp_dealloc, reinterpret_cast<void*>(forget_loading)},
    {Py_tp_methods, LOADING_METHODS},
    {Py_tp_getset, LOADING_VALUES},
    {},
};

PyType_Spec LOADING_SPEC{"timeline._core.Loading", sizeof(LoadingObject), 0, Py_TPFLAGS_DEFAULT,
                         LOADING_SLOTS};

// --- the fold of what is stored -----------------------------------------------------------------

struct StoredObject {
    PyObject_HEAD
    Stored* stored;
};

Stored& stored_of(PyObject* self) { return *reinterpret_cast<StoredObject*>(self)->stored; }

PyObject* make_stored(PyTypeObject* type, PyObject* arguments, PyObject*) {
    PyObject *table = nullptr, *parse_date = nullptr, *told = nullptr;
    if (!PyArg_ParseTuple(arguments, "OOO", &table, &parse_date, &told)) return nullptr;
    return guarded([&] {
        Ref self = checked(type->tp_alloc(type, 0));
        reinterpret_cast<StoredObject*>(self.get())->stored =
            new Stored(table, Ref::borrowed(parse_date), told);
        return self;
    });
}

void forget_stored(PyObject* self) {
    PyTypeObject* const type = Py_TYPE(self);
    delete reinterpret_cast<StoredObject*>(self)->stored;
    type->tp_free(self);
    Py_DECREF(type);
}

PyObject* know(PyObject* self, PyObject* rows) {
    return guarded([&] {
        stored_of(self).know(rows);
        return Ref::borrowed(Py_None);
    });
}

PyObject* fold_stored(PyObject* self, PyObject* rows) {
    return guarded([&] { return stored_of(self).fold(rows); });
}

PyMethodDef STORED_METHODS[] = {
    {"know", know, METH_O, "know(rows): take in what is about organizations."},
    {"fold", fold_stored, METH_O,
     "fold(rows): the tables' rows of whole subjects, and the subjects left to Python."},
    {},
};

PyType_Slot STORED_SLOTS[] = {
    {Py_tp_doc, const_cast<char*>("Stored(table, parse_date, told): the fold of rows of a log.")},
    {Py_tp_new, reinterpret_cast<void*>(make_stored)},
    {Py_tp_dealloc, reinterpret_cast<void*>(forget_stored)},
    {Py_tp_methods, STORED_METHODS},
    {},
};

PyType_Spec STORED_SPEC{"timeline._core.Stored", sizeof(StoredObject), 0, Py_TPFLAGS_DEFAULT,
                        STORED_SLOTS};

// --- the module ---------------------------------------------------------------------------------

PyObject* sha256(PyObject*, PyObject* bytes) {
    char* from = nullptr;
    Py_ssize_t count = 0;
    if (PyBytes_AsStringAndSize(bytes, &from, &count) < 0) return nullptr;
    const Digest digest = Sha256().add(from, static_cast<size_t>(count)).digest();
    return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(digest.data()), digest.size());
}

PyMethodDef METHODS[] = {
    {"sha256", sha256, METH_O, "sha256(bytes): the digest, as `hashlib` makes it."},
    {},
};

PyModuleDef MODULE{PyModuleDef_HEAD_INIT, "timeline._core", "The compiled core of timeline.", -1,
                   METHODS, nullptr, nullptr, nullptr, nullptr};

Ref made_module() {
    Ref module = checked(PyModule_Create(&MODULE));
    not_plain = checked(PyErr_NewException("timeline._core.NotPlain", nullptr, nullptr)).release();
    checked(PyModule_AddObjectRef(module.get(), "NotPlain", not_plain));
    checked(PyModule_AddIntConstant(module.get(), "TABLES_VERSION", TABLES_VERSION));
    const Ref loading = checked(PyType_FromSpec(&LOADING_SPEC));
    checked(PyModule_AddObjectRef(module.get(), "Loading", loading.get()));
    const Ref stored = checked(PyType_FromSpec(&STORED_SPEC));
    checked(PyModule_AddObjectRef(module.get(), "Stored", stored.get()));
    return module;
}

}  // namespace
}  // namespace core

PyMODINIT_FUNC PyInit__core() {
    return core::guarded([] { return core::made_module(); });
}
