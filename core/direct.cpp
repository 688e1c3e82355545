#include "direct.hpp"

#include <algorithm>
#include <tuple>

namespace core {

bool Direct::pass(const std::vector<const Standing*>& roles, int begins, const Standing* last) {
    if (!sort_out(roles)) return false;
    if (begins != NOT_SAID && !days_.empty() && days_.front().lo < dates_[begins].hi) return false;
    for (const Day& day : days_) {
        if (!(day.rank != 0 ? take(day) : leave(day))) return false;
    }
    return waiting_ == nullptr && (last == nullptr || end(*last));
}

// Put the facts into their order; false where an order is open.
bool Direct::sort_out(const std::vector<const Standing*>& roles) {
    for (const Standing* standing : roles) {
        const Date& date = date_of(*standing);
        if (!date.is_day()) {
            if (date.lo <= BEFORE_ALL || date.hi >= AFTER_ALL) return false;
            is_known = false;
        }
        const Fact& fact = *standing->fact;
        const int rank = fact.kind == DEPARTED ? 0 : fact.capacity == 0 ? 2 : 1;
        days_.push_back({date.lo, date.hi, rank, standing});
    }
    std::ranges::sort(days_, [](const Day& one, const Day& other) {
        return std::tie(one.lo, one.rank, one.standing->id) <
               std::tie(other.lo, other.rank, other.standing->id);
    });
    return is_known || are_in_order();
}

// Whether each fact is certainly later than the one before it, or on the same known day.
bool Direct::are_in_order() const {
    int last = BEFORE_ALL, nameless = 0;
    bool was_day = true;
    for (const Day& day : days_) {
        const bool is_day = day.lo == day.hi;
        if (day.lo <= last && !(was_day && is_day)) return false;
        last = day.hi, was_day = is_day;
        nameless += day.rank > 0 && day.standing->fact->person == unknown_;
    }
    return nameless < 2;
}

bool Direct::take(const Day& day) {
    const Fact& fact = *day.standing->fact;
    const int owner = owner_of(*day.standing);
    if (std::ranges::find(gone_, std::pair(owner, day.lo)) != gone_.end()) return false;
    Going* held = held_by(owner);
    if (held != nullptr) {
        if (held->last == day.lo) return false;
        if (held->stint->appointments.front()->fact->capacity != fact.capacity) {
            if (held->is_permanent) return false;
            close(*held, *day.standing, How::succeeded);
            held = nullptr;
        }
    }
    if (!make_room(day, owner)) return false;
    if (held == nullptr) held = resumed(day, owner);
    if (held == nullptr) return begin(day, owner);
    held->last = day.lo;
    held->stint->appointments.push_back(day.standing);
    held->stint->behind.push_back(day.standing);
    held->stint->seen = day.lo;
    return seats_ == 0 || permanent_ <= seats_;
}

// Whoever is replaced goes, and in a post of one seat whoever holds it.
bool Direct::make_room(const Day& day, int owner) {
    if (day.standing->fact->replaces != NONE && !replace(day, owner)) return false;
    return seats_ != 1 || going_.empty() || push_out(day, owner);
}

bool Direct::begin(const Day& day, int owner) {
    Stint& stint = stints.emplace_back();
    stint.appointments = stint.behind = {day.standing};
    stint.seen = day.lo;
    if (!is_known) link(date_of(*day.standing)).starts.push_back(&stint);
    const bool is_permanent = day.rank == 2;
    Going& going = made_.emplace_back(Going{&stint, owner, day.lo, is_permanent});
    going_.push_back(&going);
    permanent_ += is_permanent;
    if (is_permanent && seats_ > 0 && permanent_ > seats_) return false;
    return waiting_ == nullptr || go_again(day.lo, going);
}

// Whoever came and went on one day has gone again; nobody else may have to.
bool Direct::go_again(int day, Going& going) {
    if (waiting_owner_ != going.owner || waiting_day_ != day) return false;
    const Standing& standing = *std::exchange(waiting_, nullptr);
    if (!is_of(*going.stint, standing.fact->appointment)) return false;
    close(going, standing, How::departed);
    going.stint->behind.push_back(&standing);
    gone_.emplace_back(going.owner, day);
    return !standing.fact->is_deadly;
}

bool Direct::leave(const Day& day) {
    const Fact& fact = *day.standing->fact;
    if (fact.is_deadly) return false;
    int owner = fact.person;
    if (fact.person == unknown_) {
        Going* nameless = nullptr;
        for (Going* each : going_) {
            if (each->stint->appointments.front()->fact->person != unknown_) continue;
            if (nameless != nullptr) return false;
            nameless = each;
        }
        if (nameless == nullptr) return false;
        owner = nameless->owner;
    }
    Going* const held = held_by(owner);
    if (held == nullptr) {  // perhaps somebody who comes and goes this day
        if (waiting_ != nullptr) return false;
        waiting_ = day.standing, waiting_owner_ = owner, waiting_day_ = day.lo;
        return true;
    }
    if (held->last == day.lo || !is_of(*held->stint, fact.appointment)) return false;
    if (fact.ends_term && held->last == day.lo - 1 && held->stint->appointments.size() > 1) {
        return false;  // the last day of a term is the first of the next
    }
    close(*held, *day.standing, How::departed);
    held->stint->behind.push_back(day.standing);
    if (fact.may_go_on) left_.push_back({owner, day.lo, held});
    return true;
}

// The post ends.
bool Direct::end(const Standing& standing) {
    const Date& date = date_of(standing);
    if (!date.is_day()) return false;
    if (!days_.empty() && days_.back().hi >= date.lo + (days_.back().rank == 0)) return false;
    const How how = standing.fact->kind == ABOLISHED ? How::abolished : How::dissolved;
    for (Going* held : std::vector(going_)) close(*held, standing, how);
    return true;
}

void Direct::close(Going& held, const Standing& by, How how) {
    Stint& stint = *held.stint;
    stint.by = &by, stint.end = by.fact->effective, stint.how = how;
    stint.seen = date_of(by).lo;
    if (!is_known) link(date_of(by)).ends.push_back(&stint);
    std::erase(going_, &held);
    permanent_ -= held.is_permanent;
}

// The stint that ended on this very day, and goes on with an appointment.
Direct::Going* Direct::resumed(const Day& day, int owner) {
    const auto last = std::ranges::find(left_.rbegin(), left_.rend(), owner, &Left::owner);
    if (last == left_.rend() || last->day != day.lo) return nullptr;
    Going& held = *last->going;
    Stint& stint = *held.stint;
    if (stint.appointments.front()->fact->capacity != day.standing->fact->capacity) return nullptr;
    stint.by = nullptr, stint.end = NOT_SAID, stint.how = How::not_ended;
    if (!is_known) std::erase(chain.back().ends, &stint);
    going_.push_back(&held);
    permanent_ += held.is_permanent;
    return &held;
}

// In a post of one seat, the appointment of somebody ends the others' tenures (`gives_way`).
bool Direct::push_out(const Day& day, int owner) {
    const bool is_permanent = day.rank == 2;
    for (Going* other : std::vector(going_)) {
        if (other->owner == owner || (other->is_permanent && !is_permanent)) continue;
        if (other->last != day.lo) {
            close(*other, *day.standing, How::succeeded);
        } else if (other->is_permanent == is_permanent) {
            return false;
        }
    }
    return true;
}

// The one who is replaced goes, or has gone before.
bool Direct::replace(const Day& day, int owner) {
    const Text replaced = day.standing->fact->replaces;
    if (replaced == unknown_ || replaced == owner) return false;
    Going* const held = held_by(replaced);
    if (held == nullptr) {
        return std::ranges::any_of(stints, [&](const Stint& stint) {
            return stint.appointments.front()->fact->person == replaced;
        });
    }
    if (held->last == day.lo) return false;
    close(*held, *day.standing, How::succeeded);
    return true;
}

Direct::Going* Direct::held_by(int owner) const {
    const auto found = std::ranges::find(going_, owner, &Going::owner);
    return found == going_.end() ? nullptr : *found;
}

// Every nameless holder is a person of their own.
int Direct::owner_of(const Standing& standing) {
    const Text person = standing.fact->person;
    return person == unknown_ ? NONE - ++nameless_ : person;
}

Link& Direct::link(const Date& date) {
    if (chain.empty() || chain.back().lo != date.lo) chain.push_back({date.lo, date.hi, {}, {}});
    return chain.back();
}

// Whether a stint has the appointment of an id or a key; if any is named.
bool Direct::is_of(const Stint& stint, Text reference) const {
    Id id{};
    if (reference == NONE) return true;
    const bool is_id = read_id(texts_[reference], id);
    return std::ranges::any_of(stint.appointments, [&](const Standing* each) {
        return each->fact->key == reference || (is_id && each->id == id);
    });
}

}  // namespace core
