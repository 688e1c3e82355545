#include "standing.hpp"

#include <algorithm>
#include <tuple>

namespace core {
namespace {

class Repairs {
  public:
    Repairs(const std::vector<Entry>& entries, const Texts& texts)
        : entries_(entries), texts_(texts), stands_(entries.size(), true), about_(entries.size()) {
        for (size_t place = 0; place < entries.size(); ++place) {
            const int target = entries[place].fact->target;
            if (target == 0) continue;
            const auto found = std::ranges::find(entries, target, &Entry::position);
            if (found >= entries.begin() + static_cast<std::ptrdiff_t>(place)) {
                throw NotPlain{"a repair of what comes later"};
            }
            about_[static_cast<size_t>(found - entries.begin())].push_back(place);
        }
    }

    std::vector<Standing> standing() {
        std::vector<Standing> found;
        for (size_t place = entries_.size(); place-- > 0;) {  // what is said of it is decided
            stands_[place] = std::ranges::none_of(
                about_[place], [&](size_t other) { return stands_[other] && withdraws(other); });
            if (stands_[place] && entries_[place].fact->target == 0) found.push_back(content(place));
        }
        std::ranges::reverse(found);
        return found;
    }

  private:
    bool withdraws(size_t place) const {
        return entries_[place].kind == RETRACTED || entries_[place].kind == CANCELLED;
    }

    Standing content(size_t place) const {
        const Entry& entry = entries_[place];
        Standing found{entry.id, entry.fact, {entry.position, 0}, entry.recorded, {}};
        const Entry* last = nullptr;
        for (const size_t other : about_[place]) {
            if (!stands_[other]) continue;
            const Entry& said = entries_[other];
            if (said.kind == DISPUTED) found.disputes.emplace_back(said.fact->field, said.fact->says);
            if (said.kind != CORRECTED) continue;
            if (last == nullptr ||
                std::tie(last->recorded, last->id) < std::tie(said.recorded, said.id)) {
                last = &said;
            }
        }
        if (last != nullptr) {
            found.fact = last->fact;
            found.positions[1] = last->position;
        }
        sort_disputes(found.disputes, texts_);
        return found;
    }

    const std::vector<Entry>& entries_;
    const Texts& texts_;
    std::vector<bool> stands_;
    std::vector<std::vector<size_t>> about_;
};

}  // namespace

std::vector<Standing> stand(const std::vector<Entry>& entries, const Texts& texts) {
    if (std::ranges::any_of(entries, [](const Entry& each) { return each.fact->target != 0; })) {
        return Repairs(entries, texts).standing();
    }
    std::vector<Standing> found;
    found.reserve(entries.size());
    for (const Entry& entry : entries) {
        found.push_back({entry.id, entry.fact, {entry.position, 0}, entry.recorded, {}});
    }
    return found;
}

void sort_disputes(std::vector<std::pair<Text, Text>>& disputes, const Texts& texts) {
    const auto spelt = [&](const std::pair<Text, Text>& each) {
        return std::pair(texts[each.first], texts[each.second]);
    };
    std::ranges::sort(disputes, {}, spelt);
    disputes.erase(std::unique(disputes.begin(), disputes.end()), disputes.end());
}

}  // namespace core
