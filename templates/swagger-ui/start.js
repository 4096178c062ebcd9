// Shows the document of this server. Requests go to this server alone.
window.addEventListener("load", () => {
  window.SwaggerUIBundle({
    url: "../schema/",
    dom_id: "#viewer",
    deepLinking: true,
    docExpansion: "none",
    filter: true,
    validatorUrl: null,
  });
});
