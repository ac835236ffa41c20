# Memory that will be read soon is asked for; nothing waits for it.
cdef extern from *:
    """
    #if defined(__GNUC__)
    #define ask_for(address) __builtin_prefetch(address)
    #else
    #define ask_for(address) ((void)(address))
    #endif
    """
    void ask_for(const void *address) nogil
