def test_x(app, client, make_user, token_for, make_subject):
    p = token_for("producer"); prov = token_for("province")
    r = client.post("/api/v1/subjects", json={"name":"HTX Dừa","subject_type":"cooperative","unit_code":"29341"}, headers=p)
    print(r.status_code, r.headers, r.text)
    sid = r.json["id"]
    r = client.post("/api/v1/products", json={"subject_id":sid,"name":"Kẹo dừa","product_set":4,"gtin":"9521234543213"}, headers=p)
    print(r.status_code, r.headers, r.text)
    code = r.json["code"]
    r = client.post(f"/api/v1/products/{code}/decisions", json={"number":"1/QĐ","signed_on":"2026-10-01","star":4}, headers=prov)
    print(r.status_code, r.headers, r.text)
    for path in ("/api/v1/products", f"/api/v1/products/{code}", "/api/v1/statistics", f"/api/v1/products/{code}/label.pdf", f"/api/v1/products/{code}/label.png", f"/api/v1/products/{code}/label.svg", "/api/openapi.json", "/api/docs", "/api/v1/subjects", f"/api/v1/subjects/{sid}"):
        r = client.get(path); print(path, r.status_code, r.headers.get("Content-Type"), r.headers.get("ETag"), r.data[:300])
