// The SDL window: OpenGL 3.3 core context, title, clipboards, text input, the event that wakes the main loop.
// Main thread, but for Waker::wake.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct SDL_Window;

namespace tabacus::app {

enum class Clipboard : std::uint8_t {
  Standard,  ///< copied and pasted by command
  Primary,   ///< what is selected; pasted by the middle button
};

struct PixelSize {
  int width = 0;
  int height = 0;
  friend bool operator==(const PixelSize&, const PixelSize&) = default;
};

enum class Display : std::uint8_t {
  Auto,       ///< the user's; none where there is none and SDL_VIDEODRIVER names no other
  Offscreen,  ///< none
};

/// Initialises SDL's video part, and ends it.
class Video {
 public:
  static Result<Video> open(Display display);
  Video(Video&& other) noexcept;
  Video& operator=(Video&&) = delete;
  ~Video();

  /// The user event that Waker pushes.
  [[nodiscard]] std::uint32_t wake_event() const { return wake_event_; }
  /// There is a display to look at.
  [[nodiscard]] static bool has_display();
  /// Device pixels per 1/96 inch for a window that is still to be opened. X11 has one for all windows (Xft.dpi);
  /// elsewhere only the window knows, and this is 1.
  [[nodiscard]] double scale() const { return scale_; }

 private:
  Video(std::uint32_t wake_event, double scale) : wake_event_{wake_event}, scale_{scale} {}
  std::uint32_t wake_event_;
  double scale_;
  bool owns_ = true;
};

class Window {
 public:
  /// `size` in screen coordinates. Unsupported: no OpenGL 3.3 core context.
  static Result<Window> open(const Video& video, const std::string& title, PixelSize size);
  Window(Window&&) noexcept;
  ~Window();

  void swap();
  /// What OpenGL is told next is about this window. Windows of one process have a context each.
  void make_current();
  /// Whether swap() waits for the display. Of several windows one should: their waits add up.
  void set_waits_for_display(bool waits);
  /// As SDL's events name it.
  [[nodiscard]] std::uint32_t id() const;
  /// Whether a point of the desktop lies in it; where the desktop tells no program where its windows are, none does.
  [[nodiscard]] bool contains_desktop_point(int x, int y) const;
  void set_title(const std::string& title);
  /// In front of others and with the keyboard, as far as the desktop lets programs do that.
  void raise();
  [[nodiscard]] static bool is_wayland();
  /// Without a frame, above others, as wide as the screen and so many percent of its height, at its top. A Wayland
  /// compositor does not let programs place their windows: there a rule of the user's does.
  void drop_from_top(std::int64_t percent);
  /// A hidden window draws nothing; its programs go on.
  void set_shown(bool shown);
  [[nodiscard]] bool has_keyboard() const;
  /// In screen coordinates; the window manager may disagree.
  void resize(PixelSize size);
  [[nodiscard]] PixelSize size() const;
  /// In device pixels.
  [[nodiscard]] PixelSize drawable() const;
  /// Device pixels per screen coordinate.
  [[nodiscard]] double pixel_ratio() const;
  /// Device pixels per 1/96 inch; changes when the window is moved to another display.
  [[nodiscard]] double scale() const;
  /// Pictures per second that its display shows; 0: not known.
  [[nodiscard]] int refresh_rate() const;
  /// After the old OpenGL context was lost. Unsupported: there is no other.
  Result<void> renew_context();
  /// No graphics card does: the processor pays for every pixel, and for showing it.
  [[nodiscard]] bool draws_in_software() const;
  [[nodiscard]] bool is_visible() const;
  /// Waits for the user, in a dialogue whose preselected answer is no. No also where none can be shown.
  [[nodiscard]] bool ask(const std::string& title, const std::string& question, const std::string& yes);
  void set_fullscreen(bool fullscreen);
  /// 100 hides what lies behind; less shows through where there is a compositor.
  void set_opacity(std::int64_t percent);
  [[nodiscard]] bool is_fullscreen() const;
  /// Where an input method should show its candidates, in screen coordinates.
  void set_text_input_box(int x, int y, int width, int height);

  static void* gl_function(const char* name);

 private:
  struct State;
  explicit Window(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Where the pointer is on the desktop, in screen coordinates.
struct DesktopPoint {
  int x = 0;
  int y = 0;
};
[[nodiscard]] DesktopPoint pointer_on_desktop();

[[nodiscard]] std::string clipboard_text(Clipboard which);
void set_clipboard_text(Clipboard which, const std::string& text);

}  // namespace tabacus::app
