# lockhound.  Two commands do everything:
#   make demo     install what is missing, build, replay a real capture
#   make check    install what the tests need, build, run all tests
# Everything built goes under build/; the program is build/lockhound, with a
# link at ./lockhound.

CC	?= cc
VERSION	= 0.1
PREFIX	?= /usr/local
BUILD	?= build

# V=1 shows the commands.
Q	= $(if $(V),,@)
SAY	= $(if $(V),@:,@echo)

# The packages' flags are asked for when a recipe runs, not before: "make
# demo" must work where pkg-config is not there yet.
LIBS	= libpcap json-c ncursesw zlib libzstd
PKG_CFLAGS = $(shell pkg-config --cflags $(LIBS) 2>/dev/null)
PKG_LIBS = $(shell pkg-config --libs $(LIBS) 2>/dev/null)

WARN	= -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes
OPT	?= -O2 -g
# Fat objects: the tests link them as they are, and nm can read them.
LTO	?= $(if $(SAN),,-flto=auto -ffat-lto-objects)
HARDEN	= -fstack-protector-strong -fPIE
CFLAGS	+= -std=c11 $(WARN) $(OPT) $(HARDEN) $(SAN)
CPPFLAGS += -Iinclude -I$(BUILD)/gen -DVERSION='"$(VERSION)"' $(EXTRA)
# -MP: a header that is gone is a reason to compile anew, and no error.
DEPEND	= -MMD -MP
LDFLAGS	+= -pie -Wl,-z,relro,-z,now $(SAN)

PURE	= base data wire talk judge engine
FLOORS	= $(PURE) crypt edge show
SRC	= $(foreach f,$(FLOORS),$(wildcard src/$(f)/*.c))
# The helper alone has libnet: what nobody has asked for is not even loaded.
ASK_ONLY = src/ask.c src/edge/inject.c
OBJ	= $(patsubst src/%.c,$(BUILD)/%.o,$(filter-out $(ASK_ONLY),$(SRC)))
TOP_OBJ	= $(patsubst src/%.c,$(BUILD)/%.o,\
	  $(filter-out $(ASK_ONLY),$(wildcard src/*.c)))
ASK_OBJ	= $(patsubst src/%.c,$(BUILD)/%.o,$(ASK_ONLY)) $(addprefix $(BUILD)/,\
	  base/addr.o base/err.o base/span.o base/text.o base/width.o \
	  data/protocols.o data/question.o edge/landlock.o edge/privs.o \
	  edge/seccomp.o)
PURE_OBJ = $(foreach f,$(PURE),$(patsubst src/%.c,$(BUILD)/%.o,\
	  $(wildcard src/$(f)/*.c)))
TESTS	= $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))
TOOLS	= $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/tool_*.c))
FUZZ	= $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,\
	  $(wildcard tests/fuzz/fuzz_*.c))
INSTALLED_PROGRAM = $(DESTDIR)$(PREFIX)/bin/lockhound
LIBEXEC	= $(PREFIX)/libexec/lockhound
INSTALLED_ASK = $(DESTDIR)$(LIBEXEC)/lockhound-ask
PAGE	= $(BUILD)/lockhound.1
INSTALLED_PAGE = $(DESTDIR)$(PREFIX)/share/man/man1/lockhound.1
TABLE	= $(BUILD)/gen/vendors_table.h

all: $(BUILD)/lockhound $(BUILD)/lockhound-ask	## build the program
	@[ "$(BUILD)" != build ] || ln -sf build/lockhound lockhound

demo:				## install what is missing, build, show a culprit
	@sh tests/need.sh build
	@$(MAKE) --no-print-directory all
	@echo; echo "\$$ ./lockhound -r pcaps/office.pcap"; echo
	@./lockhound -r pcaps/office.pcap

check:				## install what tests need, build, run all tests
	@sh tests/need.sh check
	@$(MAKE) --no-print-directory all tests
	@sh tests/run.sh

tests: $(TESTS) $(TOOLS) $(FUZZ) $(BUILD)/lockhound $(BUILD)/lockhound-ask \
    $(PAGE)

asan:				## the program and all tests under ASan and UBSan
	@sh tests/need.sh check
	@$(MAKE) --no-print-directory BUILD=build/asan OPT="-O1 -g" \
	    SAN="-fsanitize=address,undefined -fno-sanitize-recover=undefined" \
	    all tests
	@BUILD=build/asan sh tests/run.sh

fuzz:				## grow the fuzz corpora (FUZZ_SECONDS each, 60)
	@sh tests/need.sh fuzz
	@sh tests/fuzz.sh

bench: all			## speed beside a bare libpcap loop
	@$(MAKE) --no-print-directory $(TOOLS)
	@sh tests/bench.sh

bench-beside: all		## the same captures beside another build (BASE=)
	@$(MAKE) --no-print-directory $(TOOLS)
	@sh tests/bench_beside.sh "$(BASE)"

bench-live: all			## what is lost at full speed, beside tcpdump
	@$(MAKE) --no-print-directory $(TOOLS)
	@sh tests/bench_live.sh

soak:				## the slow tests: damaged captures, every cut
	@sh tests/need.sh check
	@$(MAKE) --no-print-directory all tests
	@sh tests/soak.sh

calibrate:			## how sure inference is, and how right
	@$(MAKE) --no-print-directory all
	@sh tests/calibrate.sh

# What the models are learned from; a clone has what its lab has made.
LEARN_FROM ?= $(wildcard ../shared/corpus ../shared/training) $(LAB_OUT)
learn:				## server models anew, from labelled captures
	@$(MAKE) --no-print-directory BUILD=build/learn LTO= EXTRA=-DLEARN \
	    build/learn/tests/observe
	@python3 tests/learn/learn.py build/learn/tests/observe \
	    tests/learn/words.txt $(LEARN_FROM) > build/learn/models.c
	@mv build/learn/models.c src/data/server_models.c

LAB_OUT	?= build/lab
lab:				## captures of real servers; root, half an hour
	@sh tests/lab/lab.sh all $(LAB_OUT)

install: all $(PAGE)		## install program and man page under PREFIX
	install -D -m 755 $(BUILD)/lockhound $(INSTALLED_PROGRAM)
	install -D -m 755 $(BUILD)/lockhound-ask $(INSTALLED_ASK)
	install -D -m 644 $(PAGE) $(INSTALLED_PAGE)

uninstall:			## remove what install has put there
	rm -f $(INSTALLED_PROGRAM) $(INSTALLED_ASK) $(INSTALLED_PAGE)
	-rmdir $(DESTDIR)$(LIBEXEC) 2>/dev/null

clean:				## forget all that was built
	rm -rf build lockhound

help:				## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | \
	    sed -E 's/:[^#]*## */\t/' | expand -t 14

# The man page's keys are the rows that the help screen is made of.
$(PAGE): src/show/lockhound.1 $(BUILD)/tests/tool_keys
	$(SAY) "  PAGE $@"
	$(Q)$(BUILD)/tests/tool_keys > $@.keys
	$(Q)sed -e '/^\.\\" KEYS/{r $@.keys' -e 'd;}' $< > $@

$(BUILD)/lockhound: $(OBJ) $(TOP_OBJ)
	$(SAY) "  LINK $@"
	$(Q)$(CC) $(OPT) $(LTO) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/lockhound-ask: $(ASK_OBJ)
	$(SAY) "  LINK $@"
	$(Q)$(CC) $(OPT) $(LTO) $(LDFLAGS) -o $@ $^ -lnet

# The pure floors are built without fortification, whose checked calls would
# hide from tests/pure.sh what they really use.
$(BUILD)/%.o: src/%.c
	@mkdir -p $(@D)
	$(SAY) "  CC $<"
	$(Q)$(CC) $(CPPFLAGS) $(PKG_CFLAGS) -U_FORTIFY_SOURCE $(CFLAGS) $(LTO) \
	    $(DEPEND) -c -o $@ $<

$(BUILD)/edge/vendors.o: $(TABLE)

$(TABLE): src/edge/vendors.sh
	@mkdir -p $(@D)
	$(SAY) "  TABLE $@"
	$(Q)sh src/edge/vendors.sh $@

TEST_FLAGS = -std=c11 -fno-lto -D_GNU_SOURCE -Wall -Wextra $(OPT) $(SAN) -Itests

$(BUILD)/tests/%: tests/%.c $(OBJ)
	@mkdir -p $(@D)
	$(SAY) "  TEST $<"
	$(Q)$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(TEST_FLAGS) $(DEPEND) -o $@ $< $(OBJ) \
	    $(SAN) $(PKG_LIBS) $(if $(findstring test_,$@),-lcmocka)

print-objects:
	@echo $(OBJ) $(TOP_OBJ)
print-libs:
	@echo $(PKG_LIBS)

$(BUILD)/tests/observe: tests/learn/observe.c $(OBJ)
	@mkdir -p $(@D)
	$(SAY) "  TEST $<"
	$(Q)$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(TEST_FLAGS) $(DEPEND) -o $@ $< $(OBJ) \
	    $(SAN) $(PKG_LIBS)

$(BUILD)/fuzz/%: tests/fuzz/%.c tests/fuzz/main.c $(OBJ)
	@mkdir -p $(@D)
	$(SAY) "  TEST $<"
	$(Q)$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(TEST_FLAGS) $(DEPEND) -o $@ $< \
	    tests/fuzz/main.c $(OBJ) $(SAN) $(PKG_LIBS)

$(BUILD)/edge/ask.o: CPPFLAGS += -DLIBEXEC='"$(LIBEXEC)"'

-include $(OBJ:.o=.d) $(TOP_OBJ:.o=.d) $(ASK_OBJ:.o=.d) $(TESTS:=.d) $(TOOLS:=.d) $(FUZZ:=.d)

.PHONY: all demo check tests asan fuzz bench bench-beside bench-live soak \
	calibrate learn lab print-objects print-libs install uninstall clean help
.DELETE_ON_ERROR:
