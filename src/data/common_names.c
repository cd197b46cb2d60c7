/*
 * Names that many devices have: what a maker gives them all, before anybody
 * chooses one.  Two that are called so need not be one.
 */

#include "data/common_names.h"

#include "base/span.h"

/* How much of the name the row's text must be. */
enum part { WHOLE, BEGIN };

static const struct common_name {
	const char *text;
	enum part part;
	const char *source;
} names[] = {
	/* What a device calls itself where nobody's name is in it; "Annas
	 * iPhone" is somebody's. */
	{ "iphone", WHOLE, "iOS 16 and later tell apps and DHCP no owner" },
	{ "ipad", WHOLE, "as iPhone" },
	{ "ipod", WHOLE, "as iPhone" },
	{ "ipod-touch", WHOLE, "as iPhone" },
	{ "watch", WHOLE, "watchOS, as iPhone" },
	{ "apple-tv", WHOLE, "tvOS' default" },
	{ "mac", WHOLE, "macOS: made of the model, where no user is known" },
	{ "macbook", BEGIN, "macOS' model names: MacBook-Air, -Pro" },
	{ "imac", WHOLE, "macOS' model name" },
	{ "mac-mini", WHOLE, "macOS' model name" },
	{ "macmini", WHOLE, "macOS' model name" },
	{ "android", WHOLE, "AOSP: net.hostname before version 8" },
	{ "galaxy-", BEGIN, "Samsung: the model is the name" },
	{ "sm-", BEGIN, "Samsung's model numbers" },
	{ "pixel", BEGIN, "Google: the model is the name" },
	{ "redmi", BEGIN, "Xiaomi: the model is the name" },
	{ "xiaomi", BEGIN, "Xiaomi: the model is the name" },
	{ "poco", BEGIN, "Xiaomi: the model is the name" },
	{ "mi-", BEGIN, "Xiaomi: the model is the name" },
	{ "oneplus", BEGIN, "OnePlus: the model is the name" },
	{ "moto-", BEGIN, "Motorola: the model is the name" },
	{ "nokia", BEGIN, "HMD: the model is the name" },
	{ "oppo", BEGIN, "Oppo: the model is the name" },
	{ "huawei", BEGIN, "Huawei: the model is the name" },
	{ "honor", BEGIN, "Honor: the model is the name" },
	/* What stands in an image that is written to many cards and disks. */
	{ "localhost", BEGIN, "RFC 6761 6.3: everybody's" },
	{ "raspberrypi", WHOLE, "Raspberry Pi OS' image" },
	{ "ubuntu", WHOLE, "Ubuntu's images and its installer" },
	{ "debian", WHOLE, "debian-installer's default" },
	{ "fedora", WHOLE, "Fedora's default" },
	{ "kali", WHOLE, "Kali's default" },
	{ "openwrt", WHOLE, "OpenWrt's image" },
	{ "desktop", WHOLE, "a word; Windows adds seven letters to it" },
	{ "laptop", WHOLE, "a word; Windows adds eight letters to it" },
	{ "notebook", WHOLE, "a word" },
	{ "computer", WHOLE, "a word" },
	{ "pc", WHOLE, "a word" },
	{ "user-pc", WHOLE, "Windows 7: the user's name is user" },
	{ "admin-pc", WHOLE, "Windows 7: the user's name is admin" },
	{ "phone", WHOLE, "a word" },
	{ "tablet", WHOLE, "a word" },
	{ "printer", WHOLE, "a word" },
	{ "scanner", WHOLE, "a word" },
	{ "unknown", WHOLE, "a word" },
	{ "host", WHOLE, "a word" },
	{ "server", WHOLE, "a word" },
	{ "client", WHOLE, "a word" },
};

bool
name_is_common(const char *name)
{
	struct span s = span_text(name);
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct span begin = s, text = span_text(names[i].text);

		if (names[i].part == BEGIN && begin.len > text.len)
			begin.len = text.len;
		if (span_equals_nocase(begin, names[i].text))
			return (true);
	}
	return (s.len == 0);
}

size_t
common_names_count(void)
{
	return (sizeof names / sizeof names[0]);
}

const char *
common_name(size_t i, const char **source)
{
	*source = names[i].source;
	return (names[i].text);
}
