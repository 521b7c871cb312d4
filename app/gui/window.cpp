#include "app/gui/window.hpp"

#include <SDL.h>

#include <cstdlib>
#include <string_view>
#include <utility>

#include "app/gui/x11_errors.hpp"
#include "app/gui/x11_scale.hpp"

namespace tabacus::app {
namespace {

tl::unexpected<Error> fail_sdl(std::string_view attempted) {
  return fail(ErrorCode::Unsupported, fmt::format("{}: {}", attempted, SDL_GetError()));
}

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && value[0] != '\0';
}

void ask_for_core_profile() {
  SDL_GL_ResetAttributes();
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
  SDL_GL_SetAttribute(SDL_GL_DOUBLEBUFFER, 1);
  SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
}

/// With word of a graphics card's reset where the driver can give it.
SDL_GLContext make_context(SDL_Window* window) {
  ask_for_core_profile();
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_FLAGS, SDL_GL_CONTEXT_ROBUST_ACCESS_FLAG);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_RESET_NOTIFICATION, SDL_GL_CONTEXT_RESET_LOSE_CONTEXT);
  if (SDL_GLContext robust = SDL_GL_CreateContext(window); robust != nullptr) return robust;
  ask_for_core_profile();
  return SDL_GL_CreateContext(window);
}

tl::unexpected<Error> fail_context() {
  return fail(
      ErrorCode::Unsupported,
      fmt::format("create an OpenGL 3.3 core context: {}. A newer graphics driver may have one; Mesa's software "
                  "renderer (packages libgl1-mesa-dri and libegl1) has, with LIBGL_ALWAYS_SOFTWARE=1",
                  SDL_GetError()));
}

/// A software renderer shows its picture itself: to wait for the display first only takes time from it.
bool is_software_renderer() {
  using GetString = const unsigned char* (*)(unsigned);
  constexpr unsigned kRenderer = 0x1F01;  // GL_RENDERER
  const auto get_string = reinterpret_cast<GetString>(SDL_GL_GetProcAddress("glGetString"));
  const auto* name = get_string != nullptr ? reinterpret_cast<const char*>(get_string(kRenderer)) : nullptr;
  const std::string_view renderer = name != nullptr ? name : "";
  return renderer.find("llvmpipe") != renderer.npos || renderer.find("softpipe") != renderer.npos;
}

/// Our own text, freed as SDL wants it.
std::string take_text(char* text) {
  std::string result = text != nullptr ? text : "";
  SDL_free(text);
  return result;
}

}  // namespace

bool Video::has_display() { return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"); }

Result<Video> Video::open(Display display) {
  const bool has_driver = has_display() || is_set("SDL_VIDEODRIVER");
  if (display == Display::Offscreen || !has_driver)
    SDL_SetHintWithPriority(SDL_HINT_VIDEODRIVER, "offscreen", SDL_HINT_OVERRIDE);
  else if (is_set("WAYLAND_DISPLAY") && !is_set("SDL_VIDEODRIVER"))
    SDL_SetHint(SDL_HINT_VIDEODRIVER, "wayland,x11");  // left alone, SDL 2 goes through XWayland, which blurs
  SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
  SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
  SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
  SDL_SetHint(SDL_HINT_IME_SHOW_UI, "1");
  SDL_SetHint(SDL_HINT_IME_SUPPORT_EXTENDED_TEXT, "1");  // else what is composed is cut after 32 bytes
  SDL_SetHint(SDL_HINT_APP_NAME, "tabacus");
  if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) return fail_sdl("start the display");
  const char* driver = SDL_GetCurrentVideoDriver();
  const bool is_x11 = driver != nullptr && std::string_view{driver} == "x11";
  if (is_x11) survive_x11_errors();
  return Video{SDL_RegisterEvents(1), is_x11 ? x11_scale() : 1.0};
}

Video::Video(Video&& other) noexcept
    : wake_event_{other.wake_event_}, scale_{other.scale_}, owns_{std::exchange(other.owns_, false)} {}

Video::~Video() {
  if (owns_) SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

struct Window::State {
  ~State() {
    if (context != nullptr) SDL_GL_DeleteContext(context);
    if (window != nullptr) SDL_DestroyWindow(window);
  }
  SDL_Window* window = nullptr;
  SDL_GLContext context = nullptr;
  double scale_of_ratio_one = 1;
  bool draws_in_software = false;
  bool waits_for_display = true;
};

Window::Window(std::unique_ptr<State> state) : state_{std::move(state)} {}
Window::Window(Window&&) noexcept = default;
Window::~Window() = default;

Result<Window> Window::open(const Video& video, const std::string& title, PixelSize size) {
  ask_for_core_profile();
  auto state = std::make_unique<State>();
  constexpr Uint32 kFlags = SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI;
  state->window = SDL_CreateWindow(title.c_str(), SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED, size.width,
                                   size.height, kFlags);
  if (state->window == nullptr) return fail_sdl("open a window");
  state->scale_of_ratio_one = video.scale();
  Window window{std::move(state)};
  if (auto made = window.renew_context(); !made) return fail(made.error());
  SDL_StartTextInput();
  return window;
}

Result<void> Window::renew_context() {
  if (state_->context != nullptr) SDL_GL_DeleteContext(state_->context);
  state_->context = make_context(state_->window);
  if (state_->context == nullptr) return fail_context();
  state_->draws_in_software = is_software_renderer();
  // Refused by some drivers; tearing is all that costs.
  SDL_GL_SetSwapInterval(state_->waits_for_display && !state_->draws_in_software ? 1 : 0);
  return {};
}

/// A driver that refuses has lost the context, which the renderer notices.
void Window::make_current() { SDL_GL_MakeCurrent(state_->window, state_->context); }

void Window::set_waits_for_display(bool waits) {
  if (std::exchange(state_->waits_for_display, waits) == waits || state_->draws_in_software) return;
  make_current();
  SDL_GL_SetSwapInterval(waits ? 1 : 0);
}

std::uint32_t Window::id() const { return SDL_GetWindowID(state_->window); }

bool Window::contains_desktop_point(int x, int y) const {
  if (is_wayland()) return false;
  DesktopPoint at;
  SDL_GetWindowPosition(state_->window, &at.x, &at.y);
  const PixelSize room = size();
  return x >= at.x && x < at.x + room.width && y >= at.y && y < at.y + room.height;
}

void Window::swap() { SDL_GL_SwapWindow(state_->window); }
bool Window::is_wayland() {
  const char* const driver = SDL_GetCurrentVideoDriver();
  return driver != nullptr && std::string_view{driver} == "wayland";
}
void Window::raise() { SDL_RaiseWindow(state_->window); }

void Window::drop_from_top(std::int64_t percent) {
  SDL_Rect screen{};
  const int display = SDL_GetWindowDisplayIndex(state_->window);
  if (display < 0 || SDL_GetDisplayUsableBounds(display, &screen) != 0) return;
  SDL_SetWindowBordered(state_->window, SDL_FALSE);
  // A window manager forgets it of a window that was hidden, SDL does not and would say nothing.
  SDL_SetWindowAlwaysOnTop(state_->window, SDL_FALSE);
  SDL_SetWindowAlwaysOnTop(state_->window, SDL_TRUE);
  SDL_SetWindowPosition(state_->window, screen.x, screen.y);
  SDL_SetWindowSize(state_->window, screen.w, static_cast<int>(screen.h * percent / 100));
}

void Window::set_shown(bool shown) { shown ? SDL_ShowWindow(state_->window) : SDL_HideWindow(state_->window); }
bool Window::has_keyboard() const { return (SDL_GetWindowFlags(state_->window) & SDL_WINDOW_INPUT_FOCUS) != 0; }
void Window::set_title(const std::string& title) { SDL_SetWindowTitle(state_->window, title.c_str()); }
void Window::resize(PixelSize size) { SDL_SetWindowSize(state_->window, size.width, size.height); }

PixelSize Window::size() const {
  PixelSize size;
  SDL_GetWindowSize(state_->window, &size.width, &size.height);
  return size;
}

PixelSize Window::drawable() const {
  PixelSize size;
  SDL_GL_GetDrawableSize(state_->window, &size.width, &size.height);
  return size;
}

double Window::pixel_ratio() const {
  const PixelSize screen = size();
  return screen.width > 0 ? static_cast<double>(drawable().width) / screen.width : 1.0;
}

double Window::scale() const { return pixel_ratio() * state_->scale_of_ratio_one; }

int Window::refresh_rate() const {
  SDL_DisplayMode mode{};
  const int display = SDL_GetWindowDisplayIndex(state_->window);
  return display >= 0 && SDL_GetCurrentDisplayMode(display, &mode) == 0 ? mode.refresh_rate : 0;
}

bool Window::draws_in_software() const { return state_->draws_in_software; }

bool Window::is_visible() const {
  return (SDL_GetWindowFlags(state_->window) & (SDL_WINDOW_HIDDEN | SDL_WINDOW_MINIMIZED)) == 0;
}

bool Window::ask(const std::string& title, const std::string& question, const std::string& yes) {
  constexpr int kNo = 0;
  constexpr int kYes = 1;
  const SDL_MessageBoxButtonData buttons[] = {
      {SDL_MESSAGEBOX_BUTTON_RETURNKEY_DEFAULT | SDL_MESSAGEBOX_BUTTON_ESCAPEKEY_DEFAULT, kNo, "No"},
      {0, kYes, yes.c_str()}};
  const SDL_MessageBoxData box{
      SDL_MESSAGEBOX_INFORMATION, state_->window, title.c_str(), question.c_str(), 2, buttons, nullptr};
  int answer = kNo;
  return SDL_ShowMessageBox(&box, &answer) == 0 && answer == kYes;
}

void Window::set_fullscreen(bool fullscreen) {
  SDL_SetWindowFullscreen(state_->window, fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0);
}

void Window::set_opacity(std::int64_t percent) {
  // Refused where nothing composes windows: then they are opaque.
  SDL_SetWindowOpacity(state_->window, static_cast<float>(percent) / 100.0F);
}

bool Window::is_fullscreen() const {
  return (SDL_GetWindowFlags(state_->window) & SDL_WINDOW_FULLSCREEN_DESKTOP) == SDL_WINDOW_FULLSCREEN_DESKTOP;
}

void Window::set_text_input_box(int x, int y, int width, int height) {
  const SDL_Rect box{x, y, width, height};
  SDL_SetTextInputRect(&box);
}

void* Window::gl_function(const char* name) { return SDL_GL_GetProcAddress(name); }

DesktopPoint pointer_on_desktop() {
  DesktopPoint at;
  SDL_GetGlobalMouseState(&at.x, &at.y);
  return at;
}

std::string clipboard_text(Clipboard which) {
  return take_text(which == Clipboard::Primary ? SDL_GetPrimarySelectionText() : SDL_GetClipboardText());
}

void set_clipboard_text(Clipboard which, const std::string& text) {
  if (which == Clipboard::Primary)
    SDL_SetPrimarySelectionText(text.c_str());
  else
    SDL_SetClipboardText(text.c_str());
}

}  // namespace tabacus::app
