#include "texts.hpp"

#include <cstring>
#include <functional>

namespace core {
namespace {

constexpr size_t BLOCK = 1 << 18;

uint32_t hash_of(std::string_view text) {
    return static_cast<uint32_t>(std::hash<std::string_view>{}(text));
}

}  // namespace

size_t Texts::slot_of(std::string_view text) const {
    const uint32_t hash = hash_of(text);
    size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot] != 0) {
        const size_t held = slots_[slot] - 1;
        if (hashes_[held] == hash && texts_[held] == text) break;
        slot = (slot + 1) & (slots_.size() - 1);
    }
    return slot;
}

Text Texts::find(std::string_view text) const {
    return static_cast<Text>(slots_[slot_of(text)]) - 1;
}

Text Texts::add(std::string_view text) {
    const size_t slot = slot_of(text);
    if (slots_[slot] != 0) return static_cast<Text>(slots_[slot]) - 1;
    if (texts_.size() >= INT32_MAX - 1) throw NotPlain{"too many texts"};
    texts_.push_back(keep(text));
    hashes_.push_back(hash_of(text));
    slots_[slot] = static_cast<uint32_t>(texts_.size());
    if (2 * texts_.size() > slots_.size()) grow();
    return static_cast<Text>(texts_.size()) - 1;
}

std::string_view Texts::keep(std::string_view text) {
    if (text.empty()) return {"", 0};
    if (text.size() > left_) {
        left_ = text.size() > BLOCK ? text.size() : BLOCK;
        blocks_.push_back(std::make_unique<char[]>(left_));
        free_ = blocks_.back().get();
    }
    std::memcpy(free_, text.data(), text.size());
    const std::string_view kept(free_, text.size());
    free_ += text.size();
    left_ -= text.size();
    return kept;
}

void Texts::grow() {
    std::vector<uint32_t> wider(2 * slots_.size(), 0);
    for (size_t number = 0; number < texts_.size(); ++number) {
        size_t slot = hashes_[number] & (wider.size() - 1);
        while (wider[slot] != 0) slot = (slot + 1) & (wider.size() - 1);
        wider[slot] = static_cast<uint32_t>(number) + 1;
    }
    slots_.swap(wider);
}

Ref Texts::object(Text number) {
    if (number < 0) return Ref::borrowed(Py_None);
    const auto place = static_cast<size_t>(number);
    if (objects_.size() <= place) objects_.resize(texts_.size());
    if (!objects_[place]) objects_[place] = text_of(texts_[place]);
    return objects_[place];
}

}  // namespace core
