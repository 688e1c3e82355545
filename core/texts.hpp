// Texts that stand for numbers: each is kept once, in blocks of memory, and compared as a number.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "refs.hpp"

namespace core {

using Text = int32_t;  // the number of a text; NONE for none
constexpr Text NONE = -1;

class Texts {
  public:
    Texts() : slots_(1 << 12, 0) {}

    Text add(std::string_view text);
    Text find(std::string_view text) const;
    std::string_view operator[](Text number) const { return texts_[static_cast<size_t>(number)]; }
    size_t size() const { return texts_.size(); }

    // The text as Python has it; None for none. Each is made once.
    Ref object(Text number);

  private:
    size_t slot_of(std::string_view text) const;
    std::string_view keep(std::string_view text);
    void grow();

    std::vector<std::string_view> texts_;
    std::vector<uint32_t> hashes_;
    std::vector<Ref> objects_;
    std::vector<uint32_t> slots_;  // the number after that of a text; 0 for an empty slot
    std::vector<std::unique_ptr<char[]>> blocks_;
    char* free_ = nullptr;
    size_t left_ = 0;
};

// A value for each text by its number, as many as there are.
template <class Value>
class ByText {
  public:
    explicit ByText(Value none) : none_(none) {}
    Value get(Text text) const {
        const auto place = static_cast<size_t>(text);
        return text >= 0 && place < values_.size() ? values_[place] : none_;
    }
    void put(Text text, Value value) {
        const auto place = static_cast<size_t>(text);
        if (place >= values_.size()) values_.resize(place + place / 2 + 64, none_);
        values_[place] = value;
    }

  private:
    std::vector<Value> values_;
    Value none_;
};

}  // namespace core
