// Lists whose links live in their members: joining and leaving cost no allocation and no search.
#pragma once

namespace responsum::net {

// Derive T from Hook<T>. A hook leaves its list when it is destroyed, so a list never holds a dead member.
template <class T>
class Hook {
 public:
  Hook& operator=(const Hook&) = delete;

  bool linked() const { return next_ != this; }

  void unlink() {
    previous_->next_ = next_;
    next_->previous_ = previous_;
    previous_ = next_ = this;
  }

 private:
  friend T;
  template <class>
  friend class List;

  Hook() = default;
  Hook(const Hook&) = delete;
  ~Hook() { unlink(); }

  Hook* previous_ = this;
  Hook* next_ = this;
};

// Owns none of its members. Members may leave (and die) at any time except while for_each visits them.
template <class T>
class List {
 public:
  bool empty() const { return !head_.linked(); }

  void push_back(T& member) {
    Hook<T>& hook = member;
    hook.previous_ = head_.previous_;
    hook.next_ = &head_;
    head_.previous_->next_ = &hook;
    head_.previous_ = &hook;
  }

  void push_front(T& member) {
    Hook<T>& hook = member;
    hook.next_ = head_.next_;
    hook.previous_ = &head_;
    head_.next_->previous_ = &hook;
    head_.next_ = &hook;
  }

  // The first member, taken out; nullptr when there is none.
  T* pop_front() {
    if (empty()) return nullptr;
    Hook<T>* first = head_.next_;
    first->unlink();
    return static_cast<T*>(first);
  }

  // Takes all members of `other`; this list must be empty.
  void take(List& other) {
    if (other.empty()) return;
    head_.next_ = other.head_.next_;
    head_.previous_ = other.head_.previous_;
    head_.next_->previous_ = head_.previous_->next_ = &head_;
    other.head_.next_ = other.head_.previous_ = &other.head_;
  }

  template <class Visit>
  void for_each(Visit visit) {
    for (Hook<T>* at = head_.next_; at != &head_; at = at->next_) visit(static_cast<T&>(*at));
  }

 private:
  Hook<T> head_;
};

} // namespace responsum::net
