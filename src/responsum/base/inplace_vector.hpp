// What std::inplace_vector is from C++26 on, as far as it is needed: up to so many elements, made in place one after
// the other. Room that nothing was put into is not touched.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "responsum/base/assert.hpp"

namespace responsum::base {

template <class T, std::size_t Capacity>
class InplaceVector {
 public:
  InplaceVector() {}
  InplaceVector(const InplaceVector&) = delete;
  InplaceVector& operator=(const InplaceVector&) = delete;
  ~InplaceVector() { std::destroy_n(elements_, size_); }

  // There has to be room.
  template <class... Arguments>
  T& emplace_back(Arguments&&... arguments) {
    RESPONSUM_ASSERT(!full());
    T* const made = std::construct_at(elements_ + size_, std::forward<Arguments>(arguments)...);
    ++size_;
    return *made;
  }

  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == Capacity; }
  std::size_t size() const { return size_; }
  T* begin() { return elements_; }
  T* end() { return elements_ + size_; }
  const T* begin() const { return elements_; }
  const T* end() const { return elements_ + size_; }
  T& operator[](std::size_t i) { return elements_[i]; }
  // Of one that is not empty.
  T& back() { return elements_[size_ - 1]; }
  const T& back() const { return elements_[size_ - 1]; }

 private:
  union {
    T elements_[Capacity];
  };
  std::size_t size_ = 0;
};

} // namespace responsum::base
