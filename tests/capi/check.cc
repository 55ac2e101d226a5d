// Portcullis from C++: what is opened closes itself, what is answered frees itself, and an error is an exception.
// Arguments: options, and a name to check.
#include <portcullis.h>

#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace portcullis {

class Error : public std::runtime_error {
 public:
  explicit Error(int code) : std::runtime_error(pcl_last_error()), code(code) {}
  const int code;
};

class Screener {
 public:
  explicit Screener(const std::string &options) {
    pcl_screener *opened;
    checked(pcl_open(options.c_str(), &opened));
    screener.reset(opened);
  }

  std::string screen(std::string_view payment) const { return asked(pcl_screen_json, payment); }
  std::string check(std::string_view query) const { return asked(pcl_check_json, query); }
  void reload() const { checked(pcl_reload(screener.get())); }

 private:
  static void checked(int code) {
    if (code != PCL_OK) throw Error(code);
  }

  template <typename Call>
  std::string asked(Call call, std::string_view json) const {
    char *answer;
    checked(call(screener.get(), json.data(), json.size(), &answer));
    std::unique_ptr<char, decltype(&pcl_free)> owned(answer, pcl_free);
    return owned.get();
  }

  std::unique_ptr<pcl_screener, decltype(&pcl_close)> screener{nullptr, pcl_close};
};

}  // namespace portcullis

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  try {
    portcullis::Screener screener(argv[1]);
    screener.reload();
    std::cout << screener.check(std::string("{\"name\":\"") + argv[2] + "\"}") << "\n";
    std::cout << screener.screen("{\"payment_id\":\"P1\",\"parties\":[{\"role\":\"creditor\",\"name\":\"" +
                                 std::string(argv[2]) + "\"}]}")
              << "\n";
    try {
      screener.screen("{}");
      return 1;
    } catch (const portcullis::Error &error) {
      if (error.code != PCL_ERROR_INPUT) return 1;
    }
  } catch (const portcullis::Error &error) {
    std::cerr << error.what() << "\n";
    return 3;
  }
  return 0;
}
