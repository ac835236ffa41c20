# An object of a class, its fields unset: what `object.__new__` does, without a call by name.
cdef extern from *:
    """
    #define new_of(kind) PyType_GenericAlloc((PyTypeObject *)(kind), 0)
    """
    object new_of(object kind)

# Asks for memory without waiting for it.
cdef extern from *:
    """
    #if defined(__GNUC__) || defined(__clang__)
    #define ask_for(address) __builtin_prefetch(address)
    #else
    #define ask_for(address) ((void)(address))
    #endif
    """
    void ask_for(const void *address) nogil
