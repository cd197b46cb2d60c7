/*
 * The packets of a watch, kept in a classic pcap file (-w) with nanoseconds.
 * A disk that is full ends the keeping and nothing else.
 */

#ifndef EDGE_PCAP_WRITER_H
#define EDGE_PCAP_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "data/frame.h"

struct pcap_writer;

/*
 * Begin a capture of this link (a LINKTYPE_); "-" is stdout.  With a note (not
 * NULL) it is a pcapng file that has it as its section's comment.  NULL with a
 * sentence when it cannot be opened.  path is borrowed.
 */
struct pcap_writer	*pcap_writer_open(const char *path, uint32_t link,
			    const char *note, struct err *err);
/* The descriptor that is written to. */
int	pcap_writer_fd(const struct pcap_writer *w);
void	pcap_writer_close(struct pcap_writer *w);

/*
 * Keep a frame.  One of another link is left out: the file can hold only one.
 */
void	pcap_writer_frame(struct pcap_writer *w, const struct frame *f);
/* At the end a reader that stalls is waited for as long as goes_on says so
 * (edge/writer.h). */
void	pcap_writer_patience(struct pcap_writer *w,
	    bool (*goes_on)(void *arg), void *arg);
/* Does some of it wait for a reader? */
bool	pcap_writer_is_behind(const struct pcap_writer *w);
/* Write out what was kept so far, but for what waits for a reader that stalls.
 * -1 with a sentence, once, when something is not kept. */
int	pcap_writer_flush(struct pcap_writer *w, struct err *err);

#endif
