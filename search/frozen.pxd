# An object of a class, its fields unset: what `object.__new__` does, without a call by name.
cdef extern from *:
    """
    #define new_of(kind) PyType_GenericAlloc((PyTypeObject *)(kind), 0)
    """
    object new_of(object kind)
