# Memory that will be read soon is sent for; nothing waits for it.
cdef extern from *:
    """
    #if defined(__GNUC__)
    #define send_for(address) __builtin_prefetch(address)
    #else
    #define send_for(address) ((void)(address))
    #endif
    """
    void send_for(const void *address) nogil
