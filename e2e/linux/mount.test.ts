import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { LinuxGuest } from "../peer/linux-guest.ts";
import { Product } from "../product/product.ts";

const PLAIN = "/mnt/plain";
const POSIX = "/mnt/posix";

describe("a Linux machine mounts a share", () => {
  let product: Product;
  let guest: LinuxGuest;
  const stored = (name: string) => join(product.data, "share", name);

  before(async () => {
    product = await Product.startWithShare();
    guest = await LinuxGuest.start();
    await guest.mount(product, "share", PLAIN, "vers=3.1.1,nosharesock");
    await guest.mount(product, "share", POSIX, "vers=3.1.1,posix,nosharesock");
  });
  after(async () => {
    await guest?.stop();
    await product?.remove();
  });

  describe("with the POSIX extensions", () => {
    const inside = (commands: string) => guest.run(`cd ${POSIX}\n${commands}`);

    test("they are in force", async () => {
      assert.match(await inside(`grep ' ${POSIX} ' /proc/mounts`), /,posix,posixpaths,/);
    });

    test("files have the mode that they were made and changed to", async () => {
      const said = await inside(`
        umask 027; echo text > file; mkdir folder; stat -c %a file folder
        chmod 604 file; chmod 1777 folder; stat -c '%a %F' file folder`);
      assert.deepEqual(lines(said), ["640", "750", "604 regular file", "1777 directory"]);
      assert.equal(statSync(stored("file")).mode & 0o7777, 0o604);
      assert.equal(statSync(stored("folder")).mode & 0o7777, 0o1777);
    });

    test("they belong to the user's uid and gid", async () => {
      const { uid, gid } = statSync(stored("file"));
      assert.deepEqual(lines(await inside("stat -c '%u %g' file")), [`${uid} ${gid}`]);
    });

    test("names count in case, and hold what Windows forbids", async () => {
      const names = [
        "case",
        "CASE",
        "a:b",
        "what?",
        'quo"te',
        "<*|>",
        "back\\slash",
        "end.",
        "end ",
      ];
      await inside(names.map((name) => `echo "${name.length}" > ${quoted(name)}`).join("\n"));
      for (const name of names) {
        assert.equal(readFileSync(stored(name), "utf8"), `${name.length}\n`, name);
      }
      const listed = lines(
        await inside(`mkdir names; mv ${names.map(quoted).join(" ")} names; ls -1 names | wc -l`),
      );
      assert.deepEqual(listed, [String(names.length)]);
    });

    test("symbolic links, fifos, sockets and devices are what they are", async () => {
      const said = await inside(`
        ln -s folder/inside link; mkfifo fifo; mknod device c 1 3
        stat -c %F link fifo device; readlink link; ls -l | grep -c '^[lpc]'`);
      assert.deepEqual(lines(said), [
        ...["symbolic link", "fifo", "character special file"],
        ...["folder/inside", "3"],
      ]);
    });

    test("a deleted file lives on for who has it open, and its name is free", async () => {
      const said = await inside(`
        echo old > doomed; exec 5<> doomed; rm doomed; [ ! -e /proc/self/fd/9 ]; sleep 2
        (set -C; echo new > doomed2); echo more >&5; exec 5>&-; cat doomed2`);
      assert.deepEqual(lines(said), ["new"]);
      assert.equal(existsSync(stored("doomed")), false);
    });

    test("a rename takes the place of a file that is open", async () => {
      await inside("echo new > one; echo old > two; exec 5< two; mv -f one two; exec 5<&-");
      assert.equal(readFileSync(stored("two"), "utf8"), "new\n");
      assert.equal(existsSync(stored("one")), false);
    });

    test("hard links, locks and appending work", async () => {
      const said = await inside(`
        echo 1 > log; ln log hard; stat -c %h hard
        for line in 2 3; do echo $line >> log; done; cat hard
        python3 -c "import fcntl; f = open('log', 'r+'); fcntl.lockf(f, fcntl.LOCK_EX); print('locked')"`);
      assert.deepEqual(lines(said), ["2", "1", "2", "3", "locked"]);
    });
  });

  describe("as any server's", () => {
    const inside = (commands: string) => guest.run(`cd ${PLAIN}\n${commands}`);

    test("the POSIX extensions are not in force", async () => {
      assert.doesNotMatch(await inside(`grep ' ${PLAIN} ' /proc/mounts`), /,posix,/);
    });

    test("what is written arrives, and what lies there is read", async () => {
      const content = randomBytes(5_000_000);
      writeFileSync(stored("from-here"), content);
      const said = await inside(`
        md5sum < from-here | cut -d' ' -f1
        dd if=from-here of=back bs=64K conv=fsync status=none; sync`);
      assert.deepEqual(lines(said), [createHash("md5").update(content).digest("hex")]);
      assert.ok(content.equals(readFileSync(stored("back"))));
    });

    test("a tree of files is made, listed, moved and removed", async () => {
      const said = await inside(`
        mkdir -p tree/a/b/c; for n in $(seq 200); do echo $n > tree/a/file-$n; done
        ls tree/a | wc -l; mv tree moved; cat moved/a/file-* | sort -n | tail -n 1
        rm -r moved; ls -d moved 2>/dev/null || echo gone`);
      assert.deepEqual(lines(said), ["201", "200", "gone"]);
    });

    test("a symbolic link may lead anywhere, and is the client's to follow", async () => {
      // This kernel's client takes the first slash away where the POSIX extensions are in force.
      const said = await inside(
        "ln -s /somewhere/else absolute; readlink absolute; cat absolute || true",
      );
      assert.match(said, /^\/somewhere\/else\ncat: absolute: No such file or directory/);
    });

    test("names in another case lead to the same file", async () => {
      const said = await inside(
        "echo one > Name; cat NAME; mkdir Ordner; echo two > ORDNER/x; cat ordner/X",
      );
      assert.deepEqual(lines(said), ["one", "two"]);
    });

    test("characters that Windows forbids are kept as the client maps them", async () => {
      await inside("echo x > 'colon:star*'");
      assert.equal(readFileSync(stored("colon:star*"), "utf8"), "x\n");
    });

    test("holes, sizes, extended attributes and times are kept", async () => {
      const said = await inside(`
        truncate -s 100M sparse; stat -c %s sparse
        echo x > tagged; setfattr -n user.colour -v green tagged; getfattr --only-values -n user.colour tagged; echo
        touch -d '1969-07-20 20:17:40 UTC' tagged; stat -c %Y tagged
        touch -d '2150-01-01 00:00:00 UTC' tagged; stat -c %Y tagged`);
      assert.deepEqual(lines(said), ["104857600", "green", "-14182940", "5680281600"]);
      assert.ok(statSync(stored("sparse")).blocks * 512 < 1_000_000);
    });

    test("two mounts see each other's changes", async () => {
      const said = await guest.run(`
        echo first > ${PLAIN}/shared; cat ${POSIX}/shared; echo second > ${POSIX}/shared
        sleep 2; cat ${PLAIN}/shared`);
      assert.deepEqual(lines(said), ["first", "second"]);
    });
  });

  test("sealed, too", async () => {
    await guest.mount(product, "share", "/mnt/sealed", "vers=3.1.1,seal,nosharesock");
    await guest.run("cd /mnt/sealed; echo secret > sealed; cat sealed");
    assert.equal(readFileSync(stored("sealed"), "utf8"), "secret\n");
  });

  for (const dialect of ["2.1", "3.0", "3.0.2"]) {
    test(`with dialect ${dialect}`, async () => {
      const place = `/mnt/v${dialect}`;
      await guest.mount(product, "share", place, `vers=${dialect},nosharesock`);
      await guest.run(`cd ${place}; echo ${dialect} > v${dialect}; cat v${dialect}`);
      assert.equal(readFileSync(stored(`v${dialect}`), "utf8"), `${dialect}\n`);
    });
  }

  test("it goes on after the engine was killed and came back", async () => {
    await guest.run(`echo before > ${POSIX}/survivor; sync`);
    process.kill(product.pid("engine"), "SIGKILL");
    const said = await guest.run(`
      for try in $(seq 60); do echo after > ${POSIX}/survivor && break; sleep 1; done 2>/dev/null
      cat ${POSIX}/survivor`);
    assert.deepEqual(lines(said), ["after"]);
  });
});

function lines(said: string): string[] {
  return said.split("\n").filter((line) => line !== "");
}

function quoted(name: string): string {
  return `'${name}'`;
}
