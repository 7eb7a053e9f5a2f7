// Edits a picture of the model's size in C++17: edit MODEL DIRECTION STRENGTH IN.ppm OUT.ppm [STEPS]
// Handles destroy themselves, failures are exceptions. Pictures are binary PPM (P6).
//
//     g++ -std=c++17 edit.cpp $(pkg-config --cflags --libs hspace) -o edit
#include <fstream>
#include <hspace.h>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

struct Destroy {
  void operator()(hsp_model *model) const { hsp_model_destroy(model); }
  void operator()(hsp_session *session) const { hsp_session_destroy(session); }
  void operator()(hsp_direction *direction) const { hsp_direction_destroy(direction); }
};
template <class Handle> using Owned = std::unique_ptr<Handle, Destroy>;

static void require(bool holds, const char *otherwise) {
  if (!holds) throw std::runtime_error(otherwise);
}

int main(int argc, char **argv) try {
  require(argc == 6 || argc == 7, "usage: edit MODEL DIRECTION STRENGTH IN.ppm OUT.ppm [STEPS]");
  const hsp_source file = hsp_from_path(argv[1]), how = hsp_from_path(argv[2]);
  hsp_error error{};
  hsp_model *model = nullptr;
  require(!hsp_model_open(&file, nullptr, &model, &error), error.message);
  const Owned<hsp_model> model_owner(model); // the last to be destroyed, as the library asks
  hsp_session *session = nullptr;
  require(!hsp_session_create(model, nullptr, nullptr, 0, &session, &error), error.message);
  const Owned<hsp_session> session_owner(session);
  hsp_direction *direction = nullptr;
  require(!hsp_direction_open(&how, nullptr, nullptr, &direction, &error), error.message);
  const Owned<hsp_direction> direction_owner(direction);
  std::string kind;
  uint32_t width = 0, height = 0, white = 0;
  std::ifstream in(argv[4], std::ios::binary);
  in >> kind >> width >> height >> white;
  require(in.get() > 0 && kind == "P6" && white == 255 && width * uint64_t{height} < 1 << 24, "not a picture (P6)");
  std::string pixels(size_t{3} * width * height, '\0');
  require(bool(in.read(pixels.data(), pixels.size())), "the picture is cut off");

  hsp_picture picture{sizeof picture, width, height, 3, size_t{3} * width, reinterpret_cast<uint8_t *>(pixels.data())};
  hsp_run_options run;
  hsp_run_options_init(&run);
  if (argc == 7) run.steps = std::stoi(argv[6]);
  const hsp_edit edit{direction, std::stof(argv[3])};
  const bool failed = hsp_session_set_picture(session, &picture) || hsp_session_invert(session, &run) ||
                      hsp_session_edit(session, &edit, 1, &run) || hsp_session_get_picture(session, &picture);
  hsp_session_last_error(session, &error);
  require(!failed, error.message);
  std::ofstream out(argv[5], std::ios::binary);
  out << "P6\n" << width << ' ' << height << "\n255\n" << pixels << std::flush;
  require(bool(out), "the picture cannot be written");
} catch (const std::exception &failure) {
  std::cerr << "edit: " << failure.what() << '\n';
  return 1;
}
