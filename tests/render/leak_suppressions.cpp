// What LeakSanitizer is told to pass over in tests that draw: the software OpenGL driver and the libraries it opens
// keep tables until the process ends and never free them. Nothing of ours is named here.
extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
  return "leak:libEGL_mesa\n"
         "leak:libEGL.so\n"
         "leak:libGLdispatch\n"
         "leak:libgbm\n"
         "leak:libdrm\n"
         "leak:swrast_dri\n"
         "leak:libgallium\n"
         "leak:libLLVM\n";
}
