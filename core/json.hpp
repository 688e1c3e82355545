// A reader of JSON that goes through a text once, and takes no more than the log's own forms have.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "refs.hpp"

namespace core {

class Json {
  public:
    // `made` takes the texts that are written with escapes.
    Json(std::string_view text, std::deque<std::string>& made) : text_(text), made_(made) {}

    char peek();             // the sign that the next value begins with
    bool take(char sign);    // pass over a sign, if it comes next
    void expect(char sign);
    std::string_view string();
    std::string_view digits();  // a whole number from 0 on
    void null();
    void skip();             // pass over a text, a number or null
    bool is_over();

    // Read an object: `each` is called with every key, and reads its value.
    template <class Each>
    void object(Each each) {
        expect('{');
        if (take('}')) return;
        do {
            const std::string_view key = string();
            expect(':');
            each(key);
        } while (take(','));
        expect('}');
    }

    template <class Each>
    void array(Each each) {
        expect('[');
        if (take(']')) return;
        do {
            each();
        } while (take(','));
        expect(']');
    }

  private:
    void spaces();
    std::string_view with_escapes(size_t start);
    void escape(std::string& into);
    unsigned four_digits();

    std::string_view text_;
    size_t at_ = 0;
    std::deque<std::string>& made_;
};

}  // namespace core
