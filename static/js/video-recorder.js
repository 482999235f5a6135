// <video-recorder>: camera, teleprompter, countdown, recording, watching and sending in pieces. Without it there is the
// file field beside. Nothing is on or sent before it is asked for. Words stand in the page as data-say.
import { sendInPieces } from "ui/video-upload";
import { recall, remember } from "ui/video-store";
import { language } from "ui/page";

const TYPES = ["video/mp4;codecs=avc1.42E01F,mp4a.40.2", "video/webm;codecs=vp9,opus", "video/webm;codecs=vp8,opus", "video/webm"];
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

customElements.define(
  "video-recorder",
  class extends HTMLElement {
    connectedCallback() {
      this.gone = new AbortController();
      this.input = this.querySelector("[data-part=file] input");
      this.video = this.querySelector("[data-part=stage] video");
      this.limit = Number(this.getAttribute("seconds"));
      const { signal } = this.gone;
      this.addEventListener("click", (event) => this[event.target.closest("[data-act]")?.dataset.act]?.(), { signal });
      this.addEventListener("change", (event) => this.changed(event.target), { signal });
      window.addEventListener("pagehide", () => this.off(), { signal });
      // What is chosen or recorded is sent by scripts, and the form must not send it once more.
      this.part("recorder").hidden = false;
      if (!globalThis.MediaRecorder || !navigator.mediaDevices) this.show("failed", []);
      recall(this.getAttribute("store")).then((kept) => kept && this.watch(kept, "found"), () => {});
    }

    disconnectedCallback() {
      this.off();
      this.sending?.abort();
      this.gone.abort();
    }

    part(name) {
      return this.querySelector(`[data-part="${name}"]`);
    }

    /** Say something, and show just these buttons. */
    show(word, acts, values = {}) {
      const text = this.querySelector(`[data-say="${word}"]`)?.textContent ?? word;
      this.part("status").textContent = text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
      for (const button of this.querySelectorAll("[data-act]")) button.hidden = !acts.includes(button.dataset.act);
    }

    showParts(...names) {
      for (const name of ["stage", "level", "settings", "prompter", "clock", "countdown", "progress"]) {
        if (this.part(name)) this.part(name).hidden = !names.includes(name);
      }
    }

    async open() {
      this.off();
      const chosen = (kind) => this.querySelector(`[data-device=${kind}]`).value;
      const device = (kind) => (chosen(kind) ? { deviceId: { exact: chosen(kind) } } : {});
      try {
        this.stream = await navigator.mediaDevices.getUserMedia({
          video: { width: { ideal: 1280 }, height: { ideal: 720 }, ...device("video") },
          audio: { echoCancellation: true, noiseSuppression: true, ...device("audio") },
        });
      } catch (error) {
        this.showParts("settings");
        return this.show(this.querySelector(`[data-say="${error.name}"]`) ? error.name : "failed", ["open"]);
      }
      await this.listDevices();
      Object.assign(this.video, { srcObject: this.stream, muted: true, controls: false });
      await this.video.play();
      this.listen();
      this.showParts("stage", "level", "settings", "prompter");
      this.show("ready", ["record"]);
    }

    async listDevices() {
      const found = await navigator.mediaDevices.enumerateDevices();
      const current = this.stream.getTracks().map((track) => track.getSettings().deviceId);
      for (const select of this.querySelectorAll("[data-device]")) {
        const fitting = found.filter((device) => device.kind === `${select.dataset.device}input`);
        const options = fitting.map((device, n) => new Option(device.label || n + 1, device.deviceId, false, current.includes(device.deviceId)));
        select.replaceChildren(...options);
      }
    }

    /** The level of the microphone; silence is said, once. */
    listen() {
      this.sound = new AudioContext();
      const hearing = this.sound.createAnalyser();
      this.sound.createMediaStreamSource(this.stream).connect(hearing);
      const values = new Float32Array(hearing.fftSize);
      const meter = this.part("level").querySelector("meter");
      let heard = false;
      const look = () => {
        if (!this.stream) return;
        hearing.getFloatTimeDomainData(values);
        meter.value = Math.min(1, Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) * 3);
        heard ||= meter.value > 0.01;
        this.frame = requestAnimationFrame(look);
      };
      look();
      this.silence = setTimeout(() => !heard && this.stream && !this.recorder && this.show("silent", ["record"]), 6000);
    }

    async record() {
      this.show("recording", []);
      this.showParts("stage", "level", "countdown", "prompter");
      for (const n of [3, 2, 1]) {
        this.part("countdown").textContent = n;
        await wait(1000);
        if (!this.stream) return;
      }
      const parts = [];
      const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
      this.recorder = new MediaRecorder(this.stream, { mimeType, videoBitsPerSecond: 2_500_000 });
      this.recorder.ondataavailable = (event) => event.data.size && parts.push(event.data);
      this.recorder.onstop = () => this.recorded(new Blob(parts, { type: this.recorder.mimeType.split(";")[0] }));
      this.recorder.start(1000);
      this.showParts("stage", "level", "clock", "prompter");
      this.show("recording", ["stop"]);
      this.run(performance.now());
      this.querySelector("[data-act=stop]").focus();
    }

    /** The time that is left, and the words that run. */
    run(begun) {
      const prompter = this.part("prompter");
      if (prompter) prompter.scrollTop = 0;
      let before = begun, at = 0;
      const tick = (now) => {
        if (this.recorder?.state !== "recording") return;
        const left = this.limit - (now - begun) / 1000;
        const say = this.querySelector("[data-say=left]").textContent.replace("{time}", clock(Math.max(0, left)));
        if (this.part("clock").textContent !== say) this.part("clock").textContent = say;
        this.part("clock").classList.toggle("is-short", left < 10);
        at += ((now - before) / 1000) * 8 * Number(this.querySelector("[data-speed]")?.value ?? 0);
        before = now;
        if (prompter) prompter.scrollTop = at;
        if (left <= 0) this.stop();
        else requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    }

    stop() {
      if (this.recorder?.state === "recording") this.recorder.stop();
    }

    async recorded(blob) {
      this.recorder = null;
      this.off();
      const name = `${new Date().toLocaleDateString(language).replace(/\W+/g, "-")}.${blob.type.split("/")[1]}`;
      const file = new File([blob], name, { type: blob.type, lastModified: Date.now() });
      this.watch(file, "watch");
      await remember(this.getAttribute("store"), file).catch(() => {});
    }

    watch(file, word) {
      this.file = file;
      URL.revokeObjectURL(this.video.src);
      Object.assign(this.video, { srcObject: null, muted: false, controls: true, src: URL.createObjectURL(file) });
      this.showParts("stage");
      this.show(word, ["use", "again"]);
    }

    again() {
      this.open();
    }

    async use() {
      await this.takePicture().catch(() => {});
      this.send(this.file);
    }

    /** A picture out of the video, which stands for it until it is played. */
    async takePicture() {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [this.video.videoWidth, this.video.videoHeight];
      canvas.getContext("2d").drawImage(this.video, 0, 0);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      const carrier = new DataTransfer();
      carrier.items.add(new File([blob], "poster.jpg", { type: "image/jpeg" }));
      this.querySelector(`[name="${this.getAttribute("poster")}"]`).files = carrier.files;
    }

    changed(field) {
      if (field === this.input && field.files[0]) this.send(field.files[0]);
      else if (field.dataset.device && this.stream) this.open();
    }

    async send(file) {
      this.file = file;
      this.showParts("progress");
      const tell = (percent) => {
        this.part("progress").value = percent;
        this.show("sending", ["pause"], { percent });
      };
      tell(0);
      this.sending?.abort();
      this.sending = await sendInPieces(this.getAttribute("uploads"), file, {
        progress: tell,
        offline: () => this.show("offline", ["pause"]),
        failed: (text) => this.failed(text),
        sent: () => this.sent(),
      });
    }

    sent() {
      this.input.value = "";
      this.showParts();
      this.show("sent", ["again"]);
      remember(this.getAttribute("store"), null).catch(() => {});
      this.dispatchEvent(new CustomEvent("video:sent", { bubbles: true }));
    }

    failed(text) {
      this.input.value = "";
      this.showParts();
      this.show(text || "failed", ["open"]);
    }

    pause() {
      this.sending?.abort();
      this.show("paused", ["resume"]);
    }

    resume() {
      this.send(this.file);
    }

    off() {
      this.stream?.getTracks().forEach((track) => track.stop());
      this.sound?.close();
      clearTimeout(this.silence);
      cancelAnimationFrame(this.frame);
      this.stream = this.sound = null;
    }
  },
);
