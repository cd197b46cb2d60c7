/*
 * One device, many faces: a MAC of its own, another on the cable, a new one
 * every day, an address behind an extender.
 *
 * A face is a device's row or, behind a MAC that stands for several, a
 * client's.  Faces that are one device hang in a ring and have one head, and
 * the device is asked for by that.  Nothing is added up in here: a face that
 * leaves takes along what it did, so that a ring can be undone.
 *
 * Always true:
 *   - a face is in one ring, which may be its alone; the head is in it too;
 *   - the row of a device that is split, and of a client of one that is not,
 *     is alone.
 */

#ifndef JUDGE_FACES_H
#define JUDGE_FACES_H

#include <stdbool.h>
#include <stdint.h>

#include "judge/store.h"

/* A ring that is full takes nobody in: the next faces are another device. */
enum { FACES_MAX = 32 };

/* A face's number: stable while its row lives. */
uint32_t	face_of_device(const struct store *st, const struct device *d);
/* The number of the client's own row, whether it is a face or not. */
uint32_t	face_alone(const struct store *st, const struct client *c);
/* The face that the client answers by: its device's, or its own. */
uint32_t	face_of_client(const struct store *st, const struct client *c);

struct face	*face_at(const struct store *st, uint32_t face);
struct device	*face_device(const struct store *st, uint32_t face);
/* The client that is the face; NULL: the face is a device. */
struct client	*face_only(const struct store *st, uint32_t face);
/* Its clients; after NULL comes the first, and NULL after the last. */
struct client	*face_next_client(const struct store *st, uint32_t face,
		    const struct client *c);
uint32_t	face_failures(const struct store *st, uint32_t face);
/*
 * Whether an alert has named the ring a culprit.  The face that it told of
 * bears the mark, and takes it along: the others may be named yet.
 */
bool	faces_are_named(const struct store *st, uint32_t face);
void	faces_name(struct store *st, uint32_t face, bool is_named);

/*
 * It was active.  Busy devices are so for hours and without a pause of their
 * own, so a spell ends after a minute of silence.
 */
void	face_seen(struct face *f, int64_t when_ns);
/* When it was last active, to the second; 0 = never. */
int64_t	face_seen_ns(const struct face *f);
/*
 * How soon did one come back when the other had been active meanwhile?  0: both
 * were active at once; INT64_MAX: one came after the other, as far as is kept.
 */
int64_t	faces_turn_ns(const struct face *a, const struct face *b);

/* Was each back after the other, or were both active at once? */
bool	faces_alternate(const struct face *a, const struct face *b);

/* A new row begins alone. */
void	face_begin(struct face *f, uint32_t face);
/* Has any face of the ring a failure? */
bool	faces_fail(const struct store *st, uint32_t face);
/*
 * Both rings are one device from now on, and newer's head is its head; false
 * when they are too many, or one ring already.
 */
bool	faces_join(struct store *st, uint32_t older, uint32_t newer);
/* The face is a device of its own again. */
void	faces_leave(struct store *st, uint32_t face);

#endif
