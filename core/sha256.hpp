// SHA-256 (FIPS 180-4), so that the core needs no library; tests hold it to `hashlib`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace core {

using Digest = std::array<uint8_t, 32>;

class Sha256 {
  public:
    Sha256& add(const void* bytes, size_t count);
    Sha256& add(std::string_view text) { return add(text.data(), text.size()); }
    Sha256& add(const Digest& digest) { return add(digest.data(), digest.size()); }
    Digest digest();

  private:
    void take_block(const uint8_t* block);

    std::array<uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<uint8_t, 64> rest_{};
    uint64_t count_ = 0;
};

}  // namespace core
