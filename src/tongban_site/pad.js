// The pad for signatures: what a finger draws goes into the form as a picture.
(() => {
  const pad = document.getElementById("pad"), pen = pad.getContext("2d"), image = document.getElementById("image");
  let down = false;
  pen.lineWidth = 3;
  pen.strokeStyle = "#1b1f24";
  const at = (event) => {
    const box = pad.getBoundingClientRect();
    return [((event.clientX - box.left) * pad.width) / box.width, ((event.clientY - box.top) * pad.height) / box.height];
  };
  pad.onpointerdown = (event) => {
    down = true;
    pad.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  };
  pad.onpointermove = (event) => {
    if (!down) return;
    pen.lineTo(...at(event));
    pen.stroke();
  };
  pad.onpointerup = () => {
    down = false;
    image.value = pad.toDataURL("image/png");
  };
})();
