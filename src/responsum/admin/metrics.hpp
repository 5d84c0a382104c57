// What can be measured, in the text that metrics collectors read: OpenMetrics 1.0. Names are OpenTelemetry's where it
// has one. No label is a client's choice: methods and versions are closed lists, the rest is the configuration's.
#pragma once

#include <string>
#include <string_view>

#include "responsum/admin/events.hpp"
#include "responsum/admin/observed.hpp"

namespace responsum::admin {

inline constexpr std::string_view metrics_media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";

std::string write_metrics(const Observed& observed, const Events& events);

} // namespace responsum::admin
