// Works out the SHA-256 of a chosen file in the browser; the file itself is not sent. Without it the digest is typed.
document.querySelectorAll("[data-digest-of]").forEach((box) => {
  const target = document.getElementById(box.dataset.digestOf);
  const file = box.querySelector("input[type=file]");
  if (!window.crypto || !crypto.subtle) return;
  box.hidden = false;
  file.addEventListener("change", async () => {
    if (!file.files.length) return;
    const digest = await crypto.subtle.digest("SHA-256", await file.files[0].arrayBuffer());
    target.value = [...new Uint8Array(digest)].map((one) => one.toString(16).padStart(2, "0")).join("");
  });
});
