"""What a vendor may offer, in our words.

A port is a Protocol of at most five methods; a vendor offers one by implementing it, and the manifest
(`app.ports.vendor.Vendor`) lists the implementing classes. Values that cross a port are frozen and made of
plain types: `Decimal` money beside its ISO 4217 currency, timezone-aware UTC times, string ids as the vendor
gives them.
"""
