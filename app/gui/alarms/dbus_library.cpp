// libdbus's functions, each handed on to the library that is loaded when the first of them is called, as SDL's are:
// only a window that has something to tell the desktop needs it. Where there is none they fail as without a bus.
#include <dbus/dbus.h>
#include <dlfcn.h>

namespace {

void* library() {
  static void* const kHandle = ::dlopen("libdbus-1.so.3", RTLD_LAZY | RTLD_LOCAL);
  return kHandle;
}

/// Null: there is no library, or it has no such function.
template <typename Function>
Function* real(const char* name) {
  void* const handle = library();
  return handle != nullptr ? reinterpret_cast<Function*>(::dlsym(handle, name)) : nullptr;
}

}  // namespace

// The linker finds these before any library's.
#define TABACUS_DBUS(result, name, parameters, arguments)               \
  result name parameters {                                              \
    static const auto kReal = real<decltype(name)>(#name);              \
    return kReal != nullptr ? kReal arguments : static_cast<result>(0); \
  }

extern "C" {

TABACUS_DBUS(dbus_bool_t, dbus_threads_init_default, (), ())
TABACUS_DBUS(void, dbus_error_init, (DBusError * error), (error))
TABACUS_DBUS(void, dbus_error_free, (DBusError * error), (error))
TABACUS_DBUS(dbus_bool_t, dbus_error_is_set, (const DBusError* error), (error))
TABACUS_DBUS(DBusConnection*, dbus_bus_get_private, (DBusBusType type, DBusError* error), (type, error))
TABACUS_DBUS(void, dbus_bus_add_match, (DBusConnection * bus, const char* rule, DBusError* error), (bus, rule, error))
TABACUS_DBUS(void, dbus_connection_set_exit_on_disconnect, (DBusConnection * bus, dbus_bool_t exits), (bus, exits))
TABACUS_DBUS(void, dbus_connection_close, (DBusConnection * bus), (bus))
TABACUS_DBUS(void, dbus_connection_unref, (DBusConnection * bus), (bus))
TABACUS_DBUS(dbus_bool_t, dbus_connection_get_is_connected, (DBusConnection * bus), (bus))
TABACUS_DBUS(dbus_bool_t, dbus_connection_get_unix_fd, (DBusConnection * bus, int* fd), (bus, fd))
TABACUS_DBUS(dbus_bool_t, dbus_connection_read_write, (DBusConnection * bus, int milliseconds), (bus, milliseconds))
TABACUS_DBUS(DBusMessage*, dbus_connection_pop_message, (DBusConnection * bus), (bus))
TABACUS_DBUS(DBusMessage*, dbus_connection_send_with_reply_and_block,
             (DBusConnection * bus, DBusMessage* message, int milliseconds, DBusError* error),
             (bus, message, milliseconds, error))
TABACUS_DBUS(DBusMessage*, dbus_message_new_method_call,
             (const char* name, const char* path, const char* interface, const char* method),
             (name, path, interface, method))
TABACUS_DBUS(void, dbus_message_unref, (DBusMessage * message), (message))
TABACUS_DBUS(dbus_bool_t, dbus_message_is_signal, (DBusMessage * message, const char* interface, const char* name),
             (message, interface, name))
TABACUS_DBUS(const char*, dbus_message_get_error_name, (DBusMessage * message), (message))
TABACUS_DBUS(dbus_bool_t, dbus_message_iter_init, (DBusMessage * message, DBusMessageIter* at), (message, at))
TABACUS_DBUS(void, dbus_message_iter_init_append, (DBusMessage * message, DBusMessageIter* at), (message, at))
TABACUS_DBUS(int, dbus_message_iter_get_arg_type, (DBusMessageIter * at), (at))
TABACUS_DBUS(void, dbus_message_iter_get_basic, (DBusMessageIter * at, void* value), (at, value))
TABACUS_DBUS(dbus_bool_t, dbus_message_iter_next, (DBusMessageIter * at), (at))
TABACUS_DBUS(dbus_bool_t, dbus_message_iter_append_basic, (DBusMessageIter * at, int type, const void* value),
             (at, type, value))
TABACUS_DBUS(dbus_bool_t, dbus_message_iter_open_container,
             (DBusMessageIter * at, int type, const char* signature, DBusMessageIter* inner),
             (at, type, signature, inner))
TABACUS_DBUS(dbus_bool_t, dbus_message_iter_close_container, (DBusMessageIter * at, DBusMessageIter* inner),
             (at, inner))

}  // extern "C"
