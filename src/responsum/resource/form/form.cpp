#include "responsum/resource/form/form.hpp"

#include <utility>

#include "responsum/resource/form/submission.hpp"

namespace responsum::resource::form {

using message::Method;

Form::Form(FormOptions options, std::unique_ptr<Resource> page, const file::FileSystem& system, net::Reactor* reactor)
    : options_{std::move(options)},
      page_{std::move(page)},
      system_{system},
      reactor_{reactor},
      journal_{options_.journal} {
  journal_.mend();
}

void Form::locate(const Request& request, Bench& bench, decision::Facts& facts, Selected& selected) {
  const Method method = request.head.method;
  if (page_ != nullptr && (method == Method::get || method == Method::head))
    return page_->locate(request, bench, facts, selected);
  facts.learned(decision::Lookup::locate);
  facts.resource.located = decision::Located::found;
  selected = {};
}

std::unique_ptr<Deed> Form::begin(const Request& request, const Caller& caller, Bench& bench,
                                  const decision::Facts& facts) {
  return std::make_unique<Submission>(*this, request, caller, bench, facts);
}

std::unique_ptr<Deed> Form::sum_up(const Selected& selected, Watcher* watcher) {
  return page_ == nullptr ? nullptr : page_->sum_up(selected, watcher);
}

} // namespace responsum::resource::form
