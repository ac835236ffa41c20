# Objects of slotted classes made without a constructor; slots.py tells what each does.
cdef extern from *:
    """
    #include <structmember.h>

    #define new_of(kind) PyType_GenericAlloc((PyTypeObject *)(kind), 0)

    static Py_ssize_t slot_of(PyObject *kind, PyObject *name)
    {
        Py_ssize_t slot = -1;
        PyObject *field = PyObject_GetAttr(kind, name);
        if (field == NULL)
            return -1;
        if (Py_IS_TYPE(field, &PyMemberDescr_Type) && ((PyMemberDescrObject *)field)->d_member->type == T_OBJECT_EX)
            slot = ((PyMemberDescrObject *)field)->d_member->offset;
        else
            PyErr_Format(PyExc_TypeError, "%R has no slot %R", kind, name);
        Py_DECREF(field);
        return slot;
    }

    static inline void set_slot(PyObject *made, Py_ssize_t slot, PyObject *value)
    {
        PyObject **at = (PyObject **)((char *)made + slot), *old = *at;
        Py_INCREF(value);
        *at = value;
        Py_XDECREF(old);
    }
    """
    object new_of(object kind)
    Py_ssize_t slot_of(object kind, object name) except -1
    void set_slot(object made, Py_ssize_t slot, object value)
