// Events read from lines of JSON, as `timeline.events.wire` reads them.
#include "json.hpp"
#include "said.hpp"

namespace core {
namespace {

// The keys around an event: its version, and what an export adds, which is passed over.
constexpr std::array<std::string_view, 7> ENVELOPE{"version", "id",   "position", "recorded",
                                                   "hash",    "salt", "digest"};

class LineReader {
  public:
    LineReader(Json& json, const Kinds& kinds, Said& said)
        : json_(json), kinds_(kinds), said_(said) {}

    void read() {
        json_.object([&](std::string_view key) { take(key); });
        if (said_.kind == nullptr) throw NotPlain{"no kind"};
        if (version_ < said_.kind->reads || version_ > said_.kind->version) {
            throw NotPlain{"an older version"};
        }
    }

  private:
    void take(std::string_view key) {
        if (const auto field = Kinds::field_of(key)) {
            if ((seen_ & bit(*field)) != 0) throw NotPlain{"a key stands twice"};
            seen_ |= bit(*field);
            if (json_.peek() == 'n') return json_.null();
            said_.has |= bit(*field);
            value(*field);
        } else if (key == "kind") {
            if (said_.kind != nullptr) throw NotPlain{"a key stands twice"};
            said_.kind = kinds_.find(json_.string());
            if (said_.kind == nullptr) throw NotPlain{"another kind"};
        } else {
            envelope(key);
        }
    }

    void envelope(std::string_view key) {
        for (size_t place = 0; place < ENVELOPE.size(); ++place) {
            if (ENVELOPE[place] != key) continue;
            if ((passed_ & 1u << place) != 0) throw NotPlain{"a key stands twice"};
            passed_ |= 1u << place;
            if (place != 0 || json_.peek() == 'n') return json_.skip();
            version_ = small_number();
            return;
        }
        throw NotPlain{"an unknown key"};
    }

    long small_number() {
        const std::string_view digits = json_.digits();
        if (digits.size() > 6) throw NotPlain{"a large number"};
        return std::stol(std::string(digits));
    }

    void value(Field field) {
        switch (FORMS[field].form) {
            case Form::labels:
                return labels(field == IDENTIFIERS ? said_.identifiers : said_.names);
            case Form::sources: return sources();
            case Form::origin: return origin();
            case Form::references: return texts(said_.because);
            case Form::reasons: return texts(said_.reasons);
            case Form::event: return replacement();
            case Form::seats:
                if (json_.peek() == '"') break;
                said_.seats = small_number();
                if (said_.seats == 0) throw NotPlain{"no seats"};
                return;
            default: break;
        }
        said_.texts[field] = json_.string();
    }

    void texts(std::vector<std::string_view>& into) {
        if (json_.peek() == '"') {
            into.push_back(json_.string());
        } else {
            json_.array([&] { into.push_back(json_.string()); });
        }
    }

    void labels(Labels& into) {
        json_.object([&](std::string_view key) {
            for (const auto& label : into) {
                if (label.first == key) throw NotPlain{"a key stands twice"};
            }
            into.emplace_back(key, json_.string());
        });
    }

    void sources() {
        if (json_.peek() == '{') return source();
        json_.array([&] { source(); });
    }

    void source() {
        Source& source = said_.sources.emplace_back();
        unsigned seen = 0;
        json_.object([&](std::string_view key) {
            size_t place = 0;
            while (place < SOURCE_FIELDS && SOURCE_NAMES[place] != key) ++place;
            if (place == SOURCE_FIELDS) throw NotPlain{"an unknown key"};
            if ((seen & 1u << place) != 0) throw NotPlain{"a key stands twice"};
            seen |= 1u << place;
            if (json_.peek() == 'n') return json_.null();
            source[place] = json_.string();
        });
    }

    void origin() {
        json_.object([&](std::string_view key) {
            auto& into = key == "record" ? said_.origin_record : said_.origin_register;
            if (key != "record" && key != "register") throw NotPlain{"an unknown key"};
            if (into.data() != nullptr) throw NotPlain{"a key stands twice"};
            into = json_.string();
        });
    }

    void replacement() {
        if (is_inner_) throw NotPlain{"a correction in a correction"};
        said_.replacement = std::make_unique<Said>();
        LineReader inner(json_, kinds_, *said_.replacement);
        inner.is_inner_ = true;
        inner.read();
    }

    Json& json_;
    const Kinds& kinds_;
    Said& said_;
    long version_ = 1;
    Bits seen_ = 0;
    unsigned passed_ = 0;
    bool is_inner_ = false;
};

}  // namespace

void Said::clear() {
    kind = nullptr;
    has = 0;
    texts.fill({});
    seats = 0;
    names.clear(), identifiers.clear(), sources.clear(), because.clear(), reasons.clear();
    origin_record = origin_register = {};
    replacement.reset();
    made.clear(), held.clear();
}

void read_line(std::string_view line, const Kinds& kinds, Said& said) {
    said.clear();
    Json json(line, said.made);
    LineReader(json, kinds, said).read();
    if (!json.is_over()) throw NotPlain{"something behind the object"};
}

}  // namespace core
