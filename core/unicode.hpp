// Characters in UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace core {

inline int hex_digit(char sign) {
    if (sign >= '0' && sign <= '9') return sign - '0';
    if (sign >= 'a' && sign <= 'f') return sign - 'a' + 10;
    if (sign >= 'A' && sign <= 'F') return sign - 'A' + 10;
    return -1;
}

inline void add_point(std::string& text, unsigned point) {
    const auto tail = [&](unsigned shift) {
        text += static_cast<char>(0x80 | ((point >> shift) & 0x3f));
    };
    if (point < 0x80) {
        text += static_cast<char>(point);
    } else if (point < 0x800) {
        text += static_cast<char>(0xc0 | point >> 6);
        tail(0);
    } else if (point < 0x10000) {
        text += static_cast<char>(0xe0 | point >> 12);
        tail(6), tail(0);
    } else {
        text += static_cast<char>(0xf0 | point >> 18);
        tail(12), tail(6), tail(0);
    }
}

// The character of a text at a place, which is moved behind it. The text is UTF-8, as Python's are.
inline uint32_t next_point(std::string_view text, size_t& at) {
    if (at >= text.size()) return 0;
    const auto first = static_cast<unsigned char>(text[at++]);
    if (first < 0x80) return first;
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    uint32_t point = first & (0x3fu >> more);
    for (; more > 0 && at < text.size(); --more) {
        point = point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3f);
    }
    return point;
}

}  // namespace core
