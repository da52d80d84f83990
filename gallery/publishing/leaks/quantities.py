"""What follows figures that are quantities, and so neither a date nor a number of somebody."""

#: To be put into a look-ahead behind figures in folded text: "1,064 nm", "12/24 weeks". Plurals and
#: units of two letters or more: behind a date may stand "day 3", "M" for the sex, or "J. Example".
COUNTED = (
    r" ?(?:%|\u00b0|"
    r"(?:(?:second|minute|hour|day|week|month|year|session|time|visit|treatment|patient|case|photo"
    r"|picture|step|shot|pulse|unit|graft|follicle|hair|dollar|pound|calorie|joule|watt|point"
    r"|segundo|minuto|hora|dia|semana|ano|paciente|caso|foto|paso|disparo|pulso|unidade|injerto"
    r"|foliculo|tratamiento|visita|punto|peso|euro|caloria|persona|julio|vatio)s"
    r"|passes|people|women|men|meses|sesiones|veces|dolares|mujeres"
    r"|nm|um|\u03bcm|mm|cm|km|ml|cc|mg|kg|mj|kj|kw|ms|hz|khz|mhz|rpm|iu|ui|usd|eur|mxn|lbs?|oz|mmhg"
    r"|kcal|fps|dpi|px|wks|yrs|mins|hrs)(?![^\W\d_]))"
)
