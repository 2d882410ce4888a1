# GNU make 3.81 or newer, POSIX sh. `make help` lists the targets; the line beside each is what it prints.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

MVN ?= mvn
KUBECTL ?= kubectl
NAMESPACE := kubernetes-from-java

# Arguments. Recipes read all but ARGS from the environment, so that no quoting is needed;
# ARGS goes through the shell, so that its quotes are the shell's.
MODULE ?=
PATTERN ?=
ARGS ?=
BASE ?= $(JAVA_BASE_IMAGE)
BUILD ?= $(JAVA_BUILD_IMAGE)
VARIANT ?= small
export MODULE PATTERN BASE BUILD VARIANT

# To have a program quickly: errors only, and the format is not its business but that of lint and test.
QUIETLY := -B -q -ntp -Dspotless.check.skip=true

# What the demo and the fake API server run from, apart from their libraries.
TEST_CLASSES := modules/on-k3s/target/classes:modules/on-k3s/target/lib/*
JAVA_FROM_TESTS := java -cp "$(TEST_CLASSES)" -Drepository.root="$(CURDIR)" \
  -Djava.util.logging.config.file=modules/contract/logging.properties

# A JDK 25: JDK25_HOME, else one that is installed; empty if there is none.
JDK25 = $(shell for home in "$(JDK25_HOME)" /usr/lib/jvm/*25* "$$HOME"/.sdkman/candidates/java/25*; do \
  if [ -x "$$home/bin/javac" ] && grep -qs '^JAVA_VERSION="25[."]' "$$home/release"; then echo "$$home"; break; fi; done)

JAVA_FROM_CHECKS := java -cp "modules/repo-checks/target/classes:modules/repo-checks/target/lib/*" \
  -Drepository.root="$(CURDIR)" -Djava.util.logging.config.file=modules/contract/logging.properties

# What is checked of the pages; `make test` checks it too.
DOCS_TESTS := CitedCasesTest,LastFullRunTest,PagesTest,HeadersTest,example.repochecks.generator.*Test
CHECKED := modules/repo-checks/target/surefire-reports/TEST-*.xml

# $(call slow,what) COMMAND: says every 5 s on standard error that the command still runs. The ticker
# ends with its shell; its sleep holds no output open for whoever reads it.
slow = ( n=0; while sleep 5 >/dev/null 2>&1 && kill -0 $$$$ 2>/dev/null; do n=$$((n + 5)); \
  echo "[$$n s] $(1)" >&2; done ) & ticker=$$!; trap 'kill $$ticker 2>/dev/null || :' EXIT INT TERM;

# $(list) joins the lines of standard input: a, b, c.
list = tr '\n' ' ' | sed -e 's/ $$//' -e 's/ /, /g'

.PHONY: help
help: ## list the targets
	@echo 'make TARGET [MODULE=…] [PATTERN=…] [ARGS=…]'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1 \2/p' Makefile | while read -r target text; do \
	  printf '  %-13s %s\n' "$$target" "$$text"; done

# The demo removes what it starts, also on Ctrl-C: Testcontainers need not pull an image that does so.
.PHONY: demo
demo: build ## list three pods through all three clients, in a pod and outside, and compare (Docker optional)
	@TESTCONTAINERS_RYUK_DISABLED=$${TESTCONTAINERS_RYUK_DISABLED:-true} \
	TESTCONTAINERS_CHECKS_DISABLE=$${TESTCONTAINERS_CHECKS_DISABLE:-true} \
	exec $(JAVA_FROM_TESTS) example.onk3s.Demo

# Why tests were skipped that need a node; the first of them writes it.
SKIPPED := modules/contract/target/skipped.txt

# $(call tests,ARGUMENTS OF MAVEN) leaves the exit code in status, after the sentences about what was not run.
tests = jdk='$(JDK25)'; \
	not25='not run on JDK 25: there is none in JDK25_HOME, /usr/lib/jvm or ~/.sdkman. Install one, or set JDK25_HOME.'; \
	if [ -z "$$jdk" ]; then \
	  echo "*** $$not25" >&2; \
	  [ "$${REQUIRE_CLUSTER:-}" != true ] || exit 1; \
	fi; \
	rm -f $(SKIPPED); \
	status=0; $(MVN) -B -ntp -T 2 verify $(1) $${jdk:+"-Djdk25.home=$$jdk"} || status=$$?; \
	[ -n "$$jdk" ] || echo "*** $$not25" >&2; \
	[ ! -s $(SKIPPED) ] || echo "*** $$(cat $(SKIPPED))" >&2;

.PHONY: test
test: tools ## run every test that can run here; REQUIRE_CLUSTER=true turns what cannot into a failure
	@rm -rf modules/*/target/reports*; \
	$(call tests) \
	if [ $$status = 0 ] && [ "$${REQUIRE_CLUSTER:-}" = true ]; then \
	  $(JAVA_FROM_CHECKS) example.contract.results.FullRun || status=$$?; \
	fi; \
	exit $$status

.PHONY: test-long
test-long: tools ## run the tests that test leaves out because they take minutes; CI runs them every night
	@$(call tests,-Dgroups=long -DexcludedGroups=) \
	exit $$status
	@$(MAKE) older-versions
	@$(MAKE) reproducible

# Maven is asked only if a source or a POM is newer than the last build, or a program is missing.
BUILT := modules/on-k3s/target/built
MODULES := client-java fabric8 java-net-http
PROGRAMS := $(foreach module,$(MODULES),modules/$(module)/target/$(module).jar)

.PHONY: build
build: tools ## package the three programs, without tests
	@if ! ls $(BUILT) $(PROGRAMS) >/dev/null 2>&1 || \
	  [ -n "$$(find pom.xml modules/*/pom.xml modules/*/src/main -newer $(BUILT))" ]; then \
	  $(call slow,packaging) \
	  $(MVN) $(QUIETLY) package -DskipTests >&2 && touch $(BUILT); \
	fi

.PHONY: run
run: known-pattern ## run a pattern here: make run MODULE=fabric8 PATTERN=list-pods ARGS='--context dev'
	@exec java -jar "modules/$$MODULE/target/$$MODULE.jar" "$$PATTERN" $(ARGS)

# The small image is trained against the embedded API server, which `build` packages too. The base of a
# plain image may be any that has a java; that of a small one needs a whole JDK 25.
IMAGE := manifests/image/Dockerfile

.PHONY: image
image: known-variant packaged $(if $(filter small,$(VARIANT)),build) ## build a module's image: MODULE=fabric8 VARIANT=plain BASE=eclipse-temurin:21-jre; without VARIANT the small one
	@case $$VARIANT in \
	  small) set -- -f $(IMAGE).small $${BUILD:+--build-arg "BUILD=$$BUILD"} ;; \
	  plain) set -- -f $(IMAGE) $${BASE:+--build-arg "BASE=$$BASE"} ;; \
	esac; \
	$(call slow,docker build) docker build "$$@" --build-arg MODULE="$$MODULE" -t "$(NAMESPACE)/$$MODULE:1" .

.PHONY: load
load: known-module ## bring a module's image into kind, k3d, minikube or k3s, whichever the current context names
	@image="$(NAMESPACE)/$$MODULE:1"; \
	docker image inspect "$$image" >/dev/null 2>&1 || \
	  { echo "There is no image $$image here. Build it with: make image MODULE=$$MODULE" >&2; exit 2; }; \
	context=$$($(KUBECTL) config current-context) || exit 2; \
	$(call slow,loading $(NAMESPACE)/$(MODULE):1) \
	case $$context in \
	  kind-*) kind load docker-image "$$image" --name "$${context#kind-}" ;; \
	  k3d-*) k3d image import "$$image" --cluster "$${context#k3d-}" ;; \
	  minikube) minikube image load "$$image" ;; \
	  default) command -v k3s >/dev/null || \
	      { echo 'The context "default" is k3s, and there is no k3s here. Run this on its node, or change the context.' >&2; exit 2; }; \
	    sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    docker save "$$image" | $$sudo k3s ctr images import - ;; \
	  *) echo "The context \"$$context\" is none of kind-*, k3d-*, minikube, default (k3s). Push $$image to a registry the cluster pulls from, or change the context." >&2; \
	    exit 2 ;; \
	esac

# Without PATTERN these four run the short version of cluster access, which lists pods.
deploy render: override ARGS := $(if $(PATTERN),,--access=short) $(ARGS)
deploy render logs undeploy: PATTERN := $(if $(PATTERN),$(PATTERN),list-pods)

.PHONY: render
render: known-pattern ## write what deploy applies to target/deploy/MODULE-PATTERN, and apply nothing
	@manifests/render.sh "$$MODULE" "$$PATTERN" $(ARGS)

# Seconds until a pod must have ended, or shown that it cannot start; one that runs for longer is left running.
POD_LIMIT := 120

.PHONY: deploy
deploy: known-pattern ## run a pattern (without PATTERN: the short version) as a pod on the current context, and print its log
	@folder=$$(manifests/render.sh "$$MODULE" "$$PATTERN" $(ARGS)) || exit; \
	pod=$$MODULE-$$PATTERN; \
	context=$$($(KUBECTL) config current-context) || exit 2; \
	echo "context $$context, namespace $(NAMESPACE), pod $$pod" >&2; \
	$(KUBECTL) -n $(NAMESPACE) delete pod "$$pod" --ignore-not-found --timeout=60s >&2 && \
	$(KUBECTL) apply -k "$$folder" >&2 || exit; \
	seconds=0; \
	while :; do \
	  phase=$$($(KUBECTL) -n $(NAMESPACE) get pod "$$pod" -o jsonpath='{.status.phase}') || exit; \
	  why=$$($(KUBECTL) -n $(NAMESPACE) get pod "$$pod" -o jsonpath='{.status.containerStatuses[0].state.waiting.reason}'); \
	  case $$phase in Succeeded | Failed) break ;; esac; \
	  case $$why in \
	    ErrImage* | ImagePull* | InvalidImageName) \
	      echo "$$pod: the node has no image $(NAMESPACE)/$$MODULE:1 ($$why). Bring it there with: make image load MODULE=$$MODULE" >&2; exit 1 ;; \
	    CreateContainer* | RunContainerError) \
	      echo "$$pod: $$why. Look at: $(KUBECTL) -n $(NAMESPACE) describe pod $$pod" >&2; exit 1 ;; \
	  esac; \
	  seconds=$$((seconds + 1)); \
	  if [ $$seconds -gt $(POD_LIMIT) ] && [ "$$phase" = Running ]; then \
	    $(KUBECTL) -n $(NAMESPACE) logs "$$pod"; \
	    echo "$$pod: still runs. Read on with: make logs MODULE=$$MODULE PATTERN=$$PATTERN; end it with: make undeploy MODULE=$$MODULE PATTERN=$$PATTERN" >&2; exit 0; \
	  fi; \
	  if [ $$seconds -gt $(POD_LIMIT) ]; then \
	    echo "$$pod: still $$phase after $(POD_LIMIT) s. Look at: $(KUBECTL) -n $(NAMESPACE) describe pod $$pod" >&2; exit 1; \
	  fi; \
	  [ $$((seconds % 5)) != 0 ] || echo "[$$seconds s] $$pod: $$phase $$why" >&2; \
	  sleep 1; \
	done; \
	$(KUBECTL) -n $(NAMESPACE) logs "$$pod"; \
	echo "$$pod: $$phase" >&2; \
	[ "$$phase" = Succeeded ]

.PHONY: logs
logs: known-pattern ## print what the pod of a module and pattern wrote
	@$(KUBECTL) -n $(NAMESPACE) logs "$$MODULE-$$PATTERN"

.PHONY: undeploy
undeploy: known-pattern ## delete that pod, and with the last pod the namespace and all that deploy made
	@$(KUBECTL) -n $(NAMESPACE) delete pod "$$MODULE-$$PATTERN" --ignore-not-found --timeout=60s; \
	left=$$($(KUBECTL) -n $(NAMESPACE) get pods -o name) || exit; \
	if [ -z "$$left" ]; then \
	  $(call slow,deleting the namespace) \
	  $(KUBECTL) delete namespace $(NAMESPACE) --ignore-not-found --timeout=120s; \
	fi

.PHONY: fake
fake: build ## run the embedded API server until Ctrl-C, for kubectl and any other client
	@exec $(JAVA_FROM_TESTS) example.fakeapiserver.FakeMain $(ARGS)

# Progress and what is left out go to standard error. ARGS: another file, and a number of rounds.
.PHONY: bench
bench: build ## measure what each client costs in a pod, beside client-go and Python (20 minutes); then make docs
	@exec java -cp "modules/bench/target/classes:modules/bench/target/lib/*" -Drepository.root="$(CURDIR)" \
	  -Djdk25.home="$(JDK25)" example.bench.Bench $(ARGS)

.PHONY: docs
docs: build ## write the generated tables and quotes of the pages
	@$(JAVA_FROM_CHECKS) example.repochecks.generator.DocsGenerator

.PHONY: docs-check
docs-check: tools ## check that pages are fresh, links lead somewhere, cited cases and commands exist
	@rm -f $(CHECKED)
	@$(call slow,checking the pages) $(MVN) $(QUIETLY) test -pl modules/repo-checks -am \
	  -Dtest='$(DOCS_TESTS)' -Dsurefire.failIfNoSpecifiedTests=false
	@count=$$(cat $(CHECKED) | grep -c '<testcase') || \
	  { echo 'docs-check: nothing was checked. Correct DOCS_TESTS in the Makefile.' >&2; exit 1; }; \
	echo "docs-check: $$count tests passed."

# The bumps in pom.xml since the last commit, a line each: NEW OLD.
BUMPS = git diff -U0 HEAD -- pom.xml | sed -n 's/^\([-+]\) *<\([^>]*\)>\([0-9][^<]*\)<.*/\2 \1 \3/p' | LC_ALL=C sort | \
  paste -d' ' - - | cut -d' ' -f3,6

.PHONY: versions
versions: build ## after a bump in pom.xml: write headers and pages anew, and list where an old version is still named
	@mkdir -p target; $(BUMPS) | while read -r new old; do \
	  git grep -lFw -e "$$old" -- 'modules/*/src/main/*.java' docs/copying | while read -r file; do \
	    sed -e "s|\(//DEPS .*:\)$$old\$$|\1$$new|" -e "s|\(// Also with: .*:\)$$old\$$|\1$$new|" \
	      -e "s|version>$$old<|version>$$new<|" "$$file" >target/bumped && \
	    cat target/bumped >"$$file" && echo "wrote $$new into $$file"; \
	  done; \
	done
	@$(JAVA_FROM_CHECKS) example.repochecks.generator.DocsGenerator
	@$(BUMPS) | while read -r new old; do \
	  git grep -nFw -e "$$old" -- . ':!.ci' ':!docs/reference' ':!modules/*/src/test' | \
	    sed "s/^/names $$old, which pom.xml no longer does: /"; \
	done

# $(call files,FOLDER) empties a folder, and copies to it the files that git keeps or would keep.
files = rm -rf $(1) && mkdir -p $(1) && \
  git ls-files -z --cached --others --exclude-standard | xargs -0 ls -d 2>/dev/null | \
  tar -cf - -T - | tar -xf - -C $(1)

# The cases of the files whose header says "Also with". In a folder of its own, so that no class that
# was compiled with the older library stays here.
OLDER := target/older-versions
OLDER_CASES := (?!(cluster-access|error-message|main|why-not-the-default)[.]).*

.PHONY: older-versions
older-versions: tools ## run the cases of the patterns with the older version of each library, as pom.xml names it
	@$(call files,$(OLDER))
	@cd $(OLDER) && status=0; for module in client-java fabric8; do \
	  older=$$(sed -n "s:.*<$$module\.older\.version>\(.*\)</.*:\1:p" pom.xml); \
	  echo "*** $$module $$older" >&2; \
	  $(MVN) -B -ntp test -am -pl "modules/$$module" "-D$$module.version=$$older" -Dtest=PatternsTest \
	    '-Dcases=$(OLDER_CASES)' -Drecorded=false -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dspotless.check.skip=true -Denforcer.skip=true || status=1; \
	done; exit $$status
	@rm -rf $(OLDER)

SECOND := target/second-build

.PHONY: reproducible
reproducible: build ## build the three programs once more in another folder, and compare every byte
	@$(call files,$(SECOND))
	@$(call slow,building once more) cd $(SECOND) && $(MVN) $(QUIETLY) -am package -Dmaven.test.skip=true \
	  -Denforcer.skip=true $(patsubst %,-pl modules/%,$(MODULES)) >&2
	@for module in $(MODULES); do \
	  cmp "modules/$$module/target/$$module.jar" "$(SECOND)/modules/$$module/target/$$module.jar" && \
	  diff -r "modules/$$module/target/lib" "$(SECOND)/modules/$$module/target/lib" || exit; \
	done
	@rm -rf $(SECOND)
	@echo 'The three programs and their libraries are the same in two builds.'

.PHONY: fmt
fmt: tools ## format the Java files and the POMs
	@$(call slow,formatting) $(MVN) -B -q -ntp spotless:apply

.PHONY: lint
lint: tools ## check the format and compile everything, with each warning an error
	@$(call slow,compiling) $(MVN) -B -q -ntp test-compile

.PHONY: clean
clean: tools ## delete all that was built
	@$(MVN) -B -q -ntp clean

# ---- what others stand on ----

.PHONY: tools
tools:
	@command -v java >/dev/null || { echo 'java: not found. Install a JDK of 17 or newer.' >&2; exit 2; }
	@command -v $(firstword $(MVN)) >/dev/null || { echo 'mvn: not found. Install Maven 3.8.7 or newer.' >&2; exit 2; }

.PHONY: known-module
known-module:
	@modules=$$(find manifests/run -mindepth 1 -maxdepth 1 -type d -exec basename {} \; | sort); \
	printf '%s\n' "$$modules" | grep -qxF -e "$$MODULE" && [ -n "$$MODULE" ] || \
	  { echo "There is no module \"$$MODULE\". Choose MODULE= from $$(printf '%s\n' "$$modules" | $(list))." >&2; exit 2; }

.PHONY: known-variant
known-variant:
	@case $$VARIANT in \
	  small | plain) ;; \
	  *) echo "There is no variant \"$$VARIANT\" of an image. Choose VARIANT= from plain, small." >&2; exit 2 ;; \
	esac

# The program knows its commands; a pattern without one has nothing to run.
.PHONY: known-pattern
known-pattern: packaged
	@commands=$$(java -jar "modules/$$MODULE/target/$$MODULE.jar" --commands) || exit; \
	printf '%s\n' "$$commands" | grep -qxF -e "$$PATTERN" && [ -n "$$PATTERN" ] || \
	  { echo "There is no pattern \"$$PATTERN\" in $$MODULE. Choose PATTERN= from $$(printf '%s\n' "$$commands" | $(list))." >&2; exit 2; }

# Packages one module if a file it is made of is newer than its jar.
.PHONY: packaged
packaged: known-module tools
	@jar="modules/$$MODULE/target/$$MODULE.jar"; \
	if [ ! -f "$$jar" ] || [ -n "$$(find pom.xml "modules/$$MODULE/pom.xml" "modules/$$MODULE/src/main" -newer "$$jar")" ]; then \
	  $(call slow,packaging $(MODULE)) \
	  $(MVN) $(QUIETLY) -pl "modules/$$MODULE" -am package -DskipTests >&2 && touch "$$jar"; \
	fi
