/* The map of a drive with Leaflet over the GeoJSON in the page. The drawing that was there stays where this does not run;
   the list of faults says the same in words. drive.js tells the moment that is shown. */
"use strict";
(() => {
  const source = document.getElementById("drive-map-data"), box = document.getElementById("drive-map");
  if (!source || !box || typeof L === "undefined") return;
  const data = JSON.parse(source.textContent);
  if (!data) return;
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const of = (kind) => data.features.filter((one) => one.properties.kind === kind);
  const styles = {
    area: { color: colour("--muted"), weight: 1, fillOpacity: 0.04 },
    bay: { color: colour("--text"), weight: 2, fill: false },
    way: { color: colour("--action"), weight: 3 },
  };

  box.hidden = false;
  const drawing = document.querySelector("svg.course");
  if (drawing) drawing.style.display = "none";
  const map = L.map(box, { attributionControl: false, scrollWheelZoom: false, minZoom: 12, maxZoom: 23, zoomSnap: 0.25 });
  const layer = L.geoJSON(data, {
    filter: (one) => one.properties.kind !== "fault",
    style: (one) => styles[one.properties.kind],
    interactive: false,
  }).addTo(map);
  map.fitBounds(L.geoJSON(of("way")).getBounds().pad(0.08));
  L.control.scale({ imperial: false }).addTo(map);

  const taken = [];
  for (const one of of("fault")) {
    const [lon, lat] = one.geometry.coordinates, { number, sentence, ms } = one.properties;
    const at = map.latLngToContainerPoint([lat, lon]);
    let up = 0; // faults of one place stand above each other
    while (taken.some((other) => Math.hypot(other.x - at.x, other.y - at.y + up) < 28)) up += 28;
    taken.push(L.point(at.x, at.y - up));
    const icon = L.divIcon({ className: "fault-mark", html: String(number), iconSize: [28, 28], iconAnchor: [14, 14 + up] });
    L.marker([lat, lon], { icon, title: sentence, alt: sentence }).addTo(map).on("click keypress", () => {
      document.querySelector(`.jump[data-ms="${ms}"]`)?.click();
    });
  }

  const way = of("way")[0].geometry.coordinates.map(([lon, lat]) => [lat, lon]);
  const car = L.circleMarker(way[0], { radius: 7, color: colour("--ground"), weight: 2, fillColor: colour("--text"), fillOpacity: 1 }).addTo(map);
  document.addEventListener("drive:moment", (event) => car.setLatLng(way[Math.min(event.detail, way.length - 1)]));
  layer.bringToBack();
})();
