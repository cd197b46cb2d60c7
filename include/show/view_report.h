/*
 * The report of this moment, to be read and paged through.
 */

#ifndef SHOW_VIEW_REPORT_H
#define SHOW_VIEW_REPORT_H

#include "show/view.h"

extern const struct view view_report;

#endif
