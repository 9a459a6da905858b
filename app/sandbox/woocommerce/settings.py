"""Settings and system status, read only."""

from __future__ import annotations

from typing import Any

from app.sandbox.woocommerce.listing import Answer, Call
from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.state import SHIPMENT_TRACKING, tracking_mode, woo_version
from app.sandbox.woocommerce.terms import CURRENCIES
from app.sandbox.woocommerce.wp import RestError

Option = tuple[str, str, str, Any, Any]
GROUPS = ("general", "products", "tax", "shipping", "checkout", "account", "email", "integration", "advanced")


def _country(site: Site) -> str:
    """`woocommerce_default_country`: the state behind a colon where the country has states."""
    place = site.shop.address
    states = site.shop.country in ("US", "CA", "AU", "BR", "IN", "IT", "ES", "MX")
    return f"{site.shop.country}:{place.region_code}" if states and place.region_code else site.shop.country


def _options(site: Site) -> dict[str, list[Option]]:
    """Id, label, type, default and value of every option, by group."""
    shop, place = site.shop, site.shop.address
    yes_no = ("no", "yes")
    position = "right_space" if shop.currency == "EUR" else "left"
    return {
        "general": [
            ("woocommerce_store_address", "Address line 1", "text", "", place.address1),
            ("woocommerce_store_address_2", "Address line 2", "text", "", place.address2),
            ("woocommerce_store_city", "City", "text", "", place.city),
            ("woocommerce_default_country", "Country / State", "select", "US:CA", _country(site)),
            ("woocommerce_store_postcode", "Postcode / ZIP", "text", "", place.postcode),
            ("woocommerce_allowed_countries", "Selling location(s)", "select", "all", "all"),
            ("woocommerce_ship_to_countries", "Shipping location(s)", "select", "", ""),
            ("woocommerce_calc_taxes", "Enable taxes", "checkbox", "no", yes_no[bool(shop.tax_rate)]),
            ("woocommerce_enable_coupons", "Enable coupons", "checkbox", "yes", "yes"),
            ("woocommerce_currency", "Currency", "select", "USD", shop.currency),
            ("woocommerce_currency_pos", "Currency position", "select", "left", position),
            ("woocommerce_price_thousand_sep", "Thousand separator", "text", ",", ","),
            ("woocommerce_price_decimal_sep", "Decimal separator", "text", ".", "."),
            ("woocommerce_price_num_decimals", "Number of decimals", "number", "2", str(site.decimals)),
        ],
        "products": [
            ("woocommerce_weight_unit", "Weight unit", "select", "kg", {"lb": "lbs"}.get(shop.weight_unit, shop.weight_unit)),
            ("woocommerce_dimension_unit", "Dimensions unit", "select", "cm", "cm"),
            ("woocommerce_manage_stock", "Manage stock", "checkbox", "yes", "yes"),
            ("woocommerce_hold_stock_minutes", "Hold stock (minutes)", "number", "60", "60"),
            ("woocommerce_notify_low_stock_amount", "Low stock threshold", "number", "2", "2"),
            ("woocommerce_notify_no_stock_amount", "Out of stock threshold", "number", "0", "0"),
        ],
        "tax": [
            ("woocommerce_prices_include_tax", "Prices entered with tax", "radio", "no", yes_no[shop.taxes_included]),
            ("woocommerce_tax_based_on", "Calculate tax based on", "select", "shipping", "shipping"),
            ("woocommerce_tax_round_at_subtotal", "Rounding", "checkbox", "no", "no"),
        ],
    }  # fmt: skip


def _choices(option: str) -> dict[str, str] | None:
    return {
        "woocommerce_currency": {code: f"{name} ({symbol})" for code, (name, symbol) in CURRENCIES.items()},
        "woocommerce_weight_unit": {unit: unit for unit in ("kg", "g", "lbs", "oz")},
        "woocommerce_dimension_unit": {unit: unit for unit in ("m", "cm", "mm", "in", "yd")},
        "woocommerce_prices_include_tax": {
            "yes": "Yes, I will enter prices inclusive of tax",
            "no": "No, I will enter prices exclusive of tax",
        },
    }.get(option)


def _option_json(site: Site, group: str, option: Option) -> dict[str, Any]:
    name, label, kind, default, value = option
    out = {"id": name, "label": label, "description": "", "type": kind, "default": default, "value": value, "group_id": group}
    choices = _choices(name)
    if choices:
        out["options"] = choices
    return {**out, "_links": site.links(f"settings/{group}/{name}")}


def list_groups(call: Call) -> Answer:
    rows = [
        {"id": group, "label": group.title(), "description": "", "parent_id": "", "sub_groups": [],
         "_links": {"options": [{"href": call.site.rest(f"settings/{group}")}]}}
        for group in GROUPS
    ]  # fmt: skip
    return Answer(rows)


def _group(call: Call, name: str) -> list[Option]:
    if name not in GROUPS:
        raise RestError("rest_setting_setting_group_invalid", "Invalid setting group.", 404)
    return _options(call.site).get(name, [])


def list_options(call: Call) -> Answer:
    group = call.route.rpartition("/")[2]
    return Answer([_option_json(call.site, group, option) for option in _group(call, group)])


def get_option(call: Call) -> Answer:
    _, _, group, name = call.route.rsplit("/", 3)
    option = next((o for o in _group(call, group) if o[0] == name), None)
    if option is None:
        raise RestError("rest_setting_setting_invalid", "Invalid setting.", 404)
    return Answer(_option_json(call.site, group, option))


def _plugin(file: str, name: str, version: str) -> dict[str, Any]:
    return {"plugin": file, "name": name, "version": version, "version_latest": version, "url": "https://woocommerce.com/",
            "author_name": "Automattic", "author_url": "https://woocommerce.com", "network_activated": False}  # fmt: skip


def system_status(call: Call) -> Answer:
    """What a shop says of itself to support."""
    site = call.site
    version = woo_version(site.host, site.shop)
    plugins = [_plugin("woocommerce/woocommerce.php", "WooCommerce", version)]
    if tracking_mode(site.host, site.shop) == SHIPMENT_TRACKING:
        plugins.append(
            _plugin("woocommerce-shipment-tracking/woocommerce-shipment-tracking.php", "WooCommerce Shipment Tracking", "2.7.6")
        )
    _, symbol = CURRENCIES.get(site.shop.currency, ("", site.shop.currency))
    tables = ("woocommerce_sessions", "woocommerce_api_keys", "woocommerce_order_items", "woocommerce_tax_rates")
    return Answer({
        "environment": {
            "home_url": site.home, "site_url": site.home, "version": version,
            "log_directory": "/var/www/html/wp-content/uploads/wc-logs/", "log_directory_writable": True,
            "wp_version": "6.8.3", "wp_multisite": False, "wp_memory_limit": 268435456, "wp_debug_mode": False,
            "wp_cron": True, "language": "en_US", "server_info": "nginx/1.26.2", "php_version": "8.3.14",
            "php_post_max_size": 67108864, "php_max_execution_time": 60, "php_max_input_vars": 3000,
            "curl_version": "8.10.1, OpenSSL/3.3.2", "suhosin_installed": False, "max_upload_size": 67108864,
            "mysql_version": "10.11.8-MariaDB", "default_timezone": "UTC", "fsockopen_or_curl_enabled": True,
            "soapclient_enabled": True, "domdocument_enabled": True, "gzip_enabled": True, "mbstring_enabled": True,
            "remote_post_successful": True, "remote_post_response": "200", "remote_get_successful": True,
            "remote_get_response": "200",
        },
        "database": {"wc_database_version": version, "database_prefix": "wp_", "maxmind_geoip_database": "",
                     "database_tables": dict.fromkeys(tables, True)},
        "active_plugins": plugins,
        "theme": {"name": "Twenty Twenty-Five", "version": "1.3", "version_latest": "1.3", "author_url": "https://wordpress.org/",
                  "is_child_theme": False, "has_woocommerce_support": True, "has_woocommerce_file": False,
                  "has_outdated_templates": False, "overrides": [], "parent_name": "", "parent_version": "",
                  "parent_version_latest": "", "parent_author_url": ""},
        "settings": {"api_enabled": True, "force_ssl": False, "currency": site.shop.currency, "currency_symbol": symbol,
                     "currency_position": "left", "thousand_separator": ",", "decimal_separator": ".",
                     "number_of_decimals": site.decimals, "geolocation_enabled": False,
                     "taxonomies": {kind: kind for kind in ("external", "grouped", "simple", "variable")}},
        "security": {"secure_connection": site.home.startswith("https://"), "hide_errors": True},
        "pages": [],
        "_links": {"self": [{"href": site.rest("system_status")}]},
    })  # fmt: skip
