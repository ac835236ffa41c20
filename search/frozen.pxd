# What other modules call without going through Python; frozen.py tells what each does.
cdef class Maker:
    cdef object _kind
    cdef Py_ssize_t[::1] _slots
    cpdef of(self, tuple values)
